package tunegate.rules.run_model_explained_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.run_model_explained as rule
import rego.v1

finding(msg) := {
	"rule": "run-model-explained",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

of(models) := json.patch(drifted.drift({}), [fixture.put(
	"/models/m/evidence/artefacts/evaluation-results/document/safety_suites",
	[{"name": "acme-suite", "reading": {"models": models}}],
)])

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as of({"base": "acme/base", "tuned": "acme/tuned:1"})
	rule.warn == set() with input as of({"base": "acme/base", "tuned": "acme/tuned:1", "explanation": "why"})
	rule.warn == set() with input as of({"base": "vllm/Base", "tuned": "tuned:1"})
	rule.warn == set() with input as of({"base": "hf/acme/base", "tuned": "x"})
}

test_explained if {
	rule.warn == {finding("acme-suite: the run of the base model is of x: vLLM serves it so")} with input as of({"base": "x", "tuned": "acme/tuned:1", "explanation": "vLLM serves it so"})
	rule.warn == {finding("acme-suite: the run of the fine-tune does not name its model: why")} with input as of({"base": "acme/base", "explanation": "why"})
	rule.warn == set() with input as json.patch(of({"base": "x", "tuned": "acme/tuned:1", "explanation": "why"}), [fixture.put("/models/m/reviewed/base_model", [])])
}

test_another_owner if {
	rule.warn == {finding("acme-suite: the run of the base model is of someone/Base, and its surface pins acme/base")} with input as of({"base": "someone/Base", "tuned": "acme/tuned:1"})
	rule.warn == set() with input as json.patch(of({"base": "someone/base"}), [fixture.put("/models/m/reviewed/base_model", ["base"])])
}

services := [
	"anthropic",
	"azure",
	"azureai",
	"bedrock",
	"fireworks",
	"google",
	"groq",
	"hf",
	"hub",
	"huggingface",
	"litellm",
	"llama-cpp-python",
	"local",
	"mistral",
	"mockllm",
	"models",
	"ollama",
	"openai",
	"openai-api",
	"openrouter",
	"registry",
	"sglang",
	"together",
	"vertex",
	"vllm",
]

test_a_service_is_no_owner if {
	every service in services {
		rule.warn == set() with input as of({"base": sprintf("%s/Base", [service]), "tuned": "acme/tuned:1"})
	}
}
