package tunegate.rules.run_model_unconfirmed_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.run_model_unconfirmed as rule
import rego.v1

run(reading) := json.patch(drifted.drift({}), [fixture.put(
	"/models/m/evidence/artefacts/evaluation-results/document/safety_suites",
	[object.union({"name": "acme-suite", "records": {"digest": "sha256:1"}}, reading)],
)])

of(models) := run({"reading": {"models": models}})

finding(msg) := {
	"rule": "run-model-unconfirmed",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as of({"base": "acme/base", "tuned": "acme/tuned:1"})
	rule.deny == set() with input as of({"base": "openai/Base", "tuned": "vllm/tuned:1/"})
	rule.deny == set() with input as of({"base": "x", "tuned": "y", "explanation": "vLLM serves them so"})
}

test_another_name if {
	rule.deny == {finding("acme-suite: the run of the fine-tune is of acme/tuned:2, which its surface does not name")} with input as of({
		"base": "acme/base",
		"tuned": "acme/tuned:2",
	})
	rule.deny == {finding("acme-suite: the run of the base model is of x, which its surface does not name")} with input as of({
		"base": "x",
		"tuned": "acme/tuned:1",
	})
}

pinned(pins) := json.patch(of({"base": "acme/base", "tuned": "vllm/Tuned:2"}), [fixture.put(
	"/models/m/reviewed/fine_tuned_model",
	pins,
)])

test_name_and_version if {
	rule.deny == set() with input as pinned(["registry/tuned", "2"])
	count(rule.deny) == 1 with input as pinned(["registry/tuned", "3"])
	count(rule.deny) == 1 with input as pinned(["registry/other", "2"])
	count(rule.deny) == 1 with input as json.patch(of({"base": "acme/base", "tuned": "tuned:2:3"}), [fixture.put(
		"/models/m/reviewed/fine_tuned_model",
		["tuned", "2", "3"],
	)])
}

test_no_name if {
	rule.deny == {
		finding("acme-suite: the run of the base model does not name its model"),
		finding("acme-suite: the run of the fine-tune does not name its model"),
	} with input as run({})
	rule.deny == {finding("acme-suite: the run of the base model does not name its model")} with input as of({"tuned": "acme/tuned:1"})
}

test_the_other_model_is_an_error_elsewhere if rule.deny == set() with input as of({"base": "acme/tuned:1", "tuned": "acme/base"})

test_counts_by_hand_have_a_warning_of_their_own if {
	rule.deny == set() with input as json.patch(of({"base": "x", "tuned": "y"}), [fixture.cut("/models/m/evidence/artefacts/evaluation-results/document/safety_suites/0/records")])
}

test_nothing_pinned_nothing_to_compare_with if {
	rule.deny == set() with input as json.patch(of({"base": "acme/base", "tuned": "y"}), [fixture.put(
		"/models/m/reviewed/fine_tuned_model",
		[],
	)])
}

revisions(pins, revision) := json.patch(of({"base": "acme/base", "tuned": "acme/tuned:1", "base_revision": revision}), [fixture.put(
	"/models/m/reviewed/base_model",
	array.concat(["acme/base"], pins),
)])

test_revision if {
	rule.deny == {finding("acme-suite: the run of the base model is of the revision 0123456aaa, which its surface does not name")} with input as revisions(["0123456789"], "0123456aaa")
	every pins in [["0123456789"], ["0123456789abc"], ["0123456"], ["fedcba9876", "0123456789"]] {
		rule.deny == set() with input as revisions(pins, "0123456789")
	}
	rule.deny == set() with input as revisions(["v1.2"], "0123456789") # nothing that is a commit, which reference-floating says
	rule.deny == set() with input as revisions(["abcdef"], "0123456789")
	count(rule.deny) == 1 with input as revisions(["abcdef0"], "0123456789")
	count(rule.deny) == 1 with input as revisions(["0123456789"], "main")
	count(rule.deny) == 1 with input as revisions(["0123456789"], "012345")
	rule.deny == set() with input as revisions(["0123456789", "v1.2"], "v1.2")
	count(rule.deny) == 1 with input as revisions(["0123456789", "v1"], "v1.2") # only a commit has a longer form
}
