# METADATA
# title: A run goes by another name than the model that is pinned
# description: >-
#   The results say why it is the pinned model all the same. A name without its owner is common to copies of a model.
# custom:
#   id: run-model-explained
#   severity: warning
#   step: correct
#   remedy: Hold the explanation against the harness's log, or run the model under the name that is pinned.
#   requirement: Base model and fine-tune are scored on the same set.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.3]
#     iso-42001: [A.6.2.4]
package tunegate.rules.run_model_explained

import rego.v1

id := "run-model-explained"

warn contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/safety_suites/%d/reading/models", [i]), sprintf(
	"%s: the run of the %s %s: %s",
	[suite.name, data.tunegate.lib.drift.side_name[side], _gap(suite, side), suite.reading.models.explanation],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.evaluation(name)
	some i, suite in doc.document.safety_suites
	suite.reading.models.explanation
	some side in ["base", "tuned"]
	count(data.tunegate.lib.drift.pins(name, side)) > 0
	not data.tunegate.lib.drift.is_pinned(name, side, object.get(suite.reading.models, side, ""))
}

warn contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/safety_suites/%d/reading/models/%s", [i, side]), sprintf(
	"%s: the run of the %s is of %s, and its surface pins %s",
	[suite.name, data.tunegate.lib.drift.side_name[side], run, pin],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.evaluation(name)
	some i, suite in doc.document.safety_suites
	some side in ["base", "tuned"]
	run := suite.reading.models[side]
	some pin in data.tunegate.lib.drift.pinned_names(name, side)
	data.tunegate.lib.drift.bare(pin) == data.tunegate.lib.drift.bare(run)
	_owner(pin) != _owner(run)
	not _owner(run) in _services
}

_gap(suite, side) := sprintf("is of %s", [suite.reading.models[side]])

_gap(suite, side) := "does not name its model" if not suite.reading.models[side]

# the step before a model's name: of a pin its owner, of a run that or the service that was asked
_owner(text) := parts[count(parts) - 2] if {
	parts := split(trim_right(lower(text), "/"), "/")
	count(parts) > 1
}

_services := {
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
}
