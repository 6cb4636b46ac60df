package tunegate.rules.evaluation_below_threshold_test

import data.tunegate.lib.drift_fixture_test as drift
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.evaluation_below_threshold as rule
import rego.v1

task := {
	"name": "questions",
	"metric": "accuracy",
	"higher_is_better": true,
	"base_value": 0.5,
	"tuned_value": 0.9,
	"threshold": 0.85,
	"dataset": {"name": "d", "digest": "sha256:d", "items": 40},
}

evaluated(changed, risks) := json.patch(drift.drift({}), [
	fixture.put("/models/m/evidence/artefacts/evaluation-results/document/task_evaluations", [object.union(task, changed)]),
	fixture.put("/models/m/evidence/disposition/document/residual_risks", risks),
])

lower(changed) := object.union({"higher_is_better": false, "base_value": 0.5, "threshold": 0.2, "tuned_value": 0.2}, changed)

accepted(value) := [{"risk": "r", "accepted_by": "a", "accepts": [{"list": "task_evaluations", "key": "questions", "value": value}]}]

finding(value, msg) := {
	"rule": "evaluation-below-threshold",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": sprintf("questions: accuracy is %v, %s", [value, msg]),
	"remedy": concat("\n", [
		"Train a fine-tune that reaches it, or have the disposition accept the result:",
		"  residual_risks:",
		"    - risk: ...",
		"      accepted_by: ...",
		"      accepts:",
		sprintf("        - {list: task_evaluations, key: \"questions\", value: %v}", [value]),
	]),
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as evaluated({}, [])
	rule.deny == set() with input as evaluated({"tuned_value": 0.85}, [])
	rule.deny == set() with input as evaluated(lower({}), [])
}

test_under_its_threshold if {
	rule.deny == {finding(0.84, "and the threshold that it sets is 0.85")} with input as evaluated({"tuned_value": 0.84}, [])
	rule.deny == {finding(0.3, "and the threshold that it sets is 0.2")} with input as evaluated(lower({"tuned_value": 0.3}), [])
}

test_worse_than_the_base_model if {
	none := {"threshold": null}
	msg := "and the base model's is 0.5; settings.thresholds.evaluation_loss allows a loss of 0.05 of that"
	rule.deny == {finding(0.4, msg)} with input as evaluated(object.union(none, {"tuned_value": 0.4}), [])
	rule.deny == {finding(0.6, msg)} with input as evaluated(lower({"tuned_value": 0.6, "threshold": null}), [])
	rule.deny == set() with input as evaluated(object.union(none, {"tuned_value": 0.48}), [])
	rule.deny == set() with input as evaluated(object.union(none, {"tuned_value": 0.48, "base_value": -0.5}), [])
	count(rule.deny) == 1 with input as evaluated(object.union(none, {"tuned_value": -0.6, "base_value": -0.5}), [])
	exact := object.union(none, {"base_value": 8, "tuned_value": 4})
	half := fixture.put("/settings/thresholds/evaluation_loss", 0.5)
	rule.deny == set() with input as json.patch(evaluated(exact, []), [half])
	rule.deny == set() with input as evaluated({"threshold": 0.3, "tuned_value": 0.5}, [])
	count(rule.deny) == 1 with input as evaluated({"threshold": 0.3, "tuned_value": 0.4}, [])
}

test_accepted if {
	under := {"tuned_value": 0.84}
	rule.deny == set() with input as evaluated(under, accepted(0.84))
	rule.deny == set() with input as evaluated(under, accepted(0.8))
	count(rule.deny) == 1 with input as evaluated(under, accepted(0.845))
	over := lower({"tuned_value": 0.3})
	rule.deny == set() with input as evaluated(over, accepted(0.3))
	rule.deny == set() with input as evaluated(over, accepted(0.35))
	count(rule.deny) == 1 with input as evaluated(over, accepted(0.25))
	count(rule.deny) == 1 with input as evaluated(under, [{"risk": "r", "accepted_by": "a", "accepts": [{"list": "task_evaluations", "key": "questions"}]}])
	count(rule.deny) == 1 with input as evaluated(under, [{"risk": "r", "accepted_by": "a"}])
	count(rule.deny) == 1 with input as evaluated(object.union(under, {"name": "other"}), accepted(0.8))
}
