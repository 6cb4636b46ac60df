package tunegate.rules.evaluation_changed_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.evaluation_changed as rule
import rego.v1

finding(msg) := {
	"rule": "evaluation-changed",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

yielded := drifted.tested_before({"yielded": 2, "yielded_names": ["a", "b"]}, [])

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as drifted.tested_before({}, [])
}

test_another_condition if {
	rule.warn == {finding("acme-suite: the judge was rule 1 in the base commit's results, and is rule 2")} with input as json.patch(
		drifted.tested_before({}, []),
		[fixture.put("/models/m/evidence/tested_before/conditions", [{"suite": "acme-suite", "what": "judge", "before": "rule 1", "now": "rule 2"}])],
	)
}

test_a_base_model_that_answers_more if {
	rule.warn == {finding("2 items of fraud of acme-suite that the base model refuses in the base commit's results it answers in this change's: a, b")} with input as yielded
	count(rule.warn) == 1 with input as drifted.tested_before({"yielded": 1, "yielded_names": ["a"]}, [])
	rule.warn == set() with input as json.patch(yielded, [fixture.put("/models/m/evidence/tested_before/changed", ["base_model"])])
}

test_a_fine_tune_that_answers_more if {
	rule.warn == {finding("2 items of fraud of acme-suite that the fine-tune refuses in the base commit's results it answers in this change's: a, b")} with input as drifted.tested_before({"turned": 2, "turned_names": ["a", "b"]}, [])
	count(rule.warn) == 1 with input as drifted.tested_before({"turned": 1, "turned_names": ["a"]}, [])
}

test_items_of_another_class if {
	rule.warn == {finding("1 items of fraud of acme-suite in the base commit's results are of another class in this change's: a")} with input as drifted.tested_before({"moved": 1, "moved_names": ["a"]}, [])
}
