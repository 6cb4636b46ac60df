package tunegate.rules.evaluation_threshold_lowered_test

import data.tunegate.lib.drift_fixture_test as drift
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.former_fixture_test as former
import data.tunegate.rules.evaluation_threshold_lowered as rule
import rego.v1

task := {"name": "questions", "metric": "accuracy", "higher_is_better": true, "threshold": 0.85}

changed(more, before) := json.patch(drift.drift({}), [
	fixture.put("/models/m/evidence/artefacts/evaluation-results/document/task_evaluations", [object.union(task, more)]),
	fixture.put("/models/m/evidence/before", {"evaluation-results": object.union(former.before, {"evaluations": [object.union(
		object.union(task, {"threshold_reason": null}),
		before,
	)]})}),
])

finding(msg) := {
	"rule": "evaluation-threshold-lowered",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": sprintf("questions: %s", [msg]),
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.warn == set() with input as fixture.case
	rule.deny == set() with input as changed({}, {})
	rule.deny == set() with input as changed({"threshold": 0.9}, {})
	rule.deny == set() with input as changed({"threshold": 0.1}, {"name": "another"})
	rule.warn == set() with input as changed({"threshold_reason": "r"}, {})
}

test_lowered if {
	rule.deny == {finding("the threshold is 0.8, and 0.85 in the base commit's results")} with input as changed({"threshold": 0.8}, {})
	fewer := {"higher_is_better": false, "threshold": 0.2}
	rule.deny == {finding("the threshold is 0.3, and 0.2 in the base commit's results")} with input as changed(object.union(fewer, {"threshold": 0.3}), fewer)
	rule.deny == set() with input as changed(object.union(fewer, {"threshold": 0.1}), fewer)
	rule.deny == set() with input as changed(fewer, fewer)
}

test_taken_out if {
	rule.deny == {finding("the base commit has a threshold, 0.85, and there is none now")} with input as changed({"threshold": null}, {})
}

test_of_something_else if {
	rule.deny == {finding("in the base commit's results another direction is better")} with input as changed({"higher_is_better": false}, {})
	rule.deny == {finding("the base commit's threshold is of another metric (accuracy)")} with input as changed({"metric": "recall"}, {})
}

test_one_thing_at_a_time if {
	none := finding("the base commit has a threshold, 0.85, and there is none now")
	rule.deny == {none} with input as changed({"threshold": null, "higher_is_better": false, "metric": "recall"}, {})
	turned := finding("in the base commit's results another direction is better")
	rule.deny == {turned} with input as changed({"threshold": 0.9, "higher_is_better": false}, {})
	rule.deny == {turned} with input as changed({"threshold": 0.8}, {"higher_is_better": false})
}

test_explained if {
	said := {"threshold": 0.8, "threshold_reason": "another test set"}
	rule.deny == set() with input as changed(said, {})
	rule.warn == {finding("the threshold is 0.8, and 0.85 in the base commit's results: another test set")} with input as changed(said, {})
	count(rule.deny) == 1 with input as changed(said, {"threshold_reason": "another test set"})
	rule.warn == set() with input as changed(said, {"threshold_reason": "another test set"})
	rule.deny == set() with input as changed(said, {"threshold_reason": "as before"})
}
