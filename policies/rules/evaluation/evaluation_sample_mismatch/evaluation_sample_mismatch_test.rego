package tunegate.rules.evaluation_sample_mismatch_test

import data.tunegate.lib.drift_fixture_test as drift
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.evaluation_sample_mismatch as rule
import rego.v1

evaluated(items, others) := json.patch(drift.drift({}), array.concat(
	[
		fixture.put("/models/m/evidence/artefacts/evaluation-results/document/task_evaluations", [{
			"name": "questions",
			"dataset": {"name": "d", "digest": "sha256:d", "items": items},
		}]),
		fixture.put("/models/m/evidence/test_sets", [{"pointer": "/task_evaluations/0/dataset", "path": "d.jsonl", "items": 40}]),
	],
	others,
))

finding(msg) := {
	"rule": "evaluation-sample-mismatch",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

training(digest) := fixture.put("/models/m/reviewed/training_files", [{"path": "data/t.jsonl", "digest": digest}])

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as evaluated(40, [training("sha256:t")])
	rule.deny == set() with input as evaluated(39, [])
}

test_more_items_than_the_test_set if {
	rule.deny == {finding("questions: 41 items are evaluated, and d.jsonl has 40")} with input as evaluated(41, [])
	rule.deny == set() with input as evaluated(41, [fixture.put("/models/m/evidence/test_sets/0/pointer", "/task_evaluations/1/dataset")])
}

test_trained_on if {
	rule.deny == {finding("questions: the test set is a file of the training data, data/t.jsonl")} with input as evaluated(40, [training("sha256:d")])
	suite := fixture.put("/models/m/evidence/artefacts/evaluation-results/document/safety_suites", [{"name": "acme-suite", "dataset_digest": "sha256:s"}])
	rule.deny == {finding("acme-suite: the test set is a file of the training data, data/t.jsonl")} with input as evaluated(40, [suite, training("sha256:s")])
	rule.deny == set() with input as evaluated(40, [suite, training("sha256:t")])
}
