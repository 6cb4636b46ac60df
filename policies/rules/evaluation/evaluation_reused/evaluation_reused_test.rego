package tunegate.rules.evaluation_reused_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.evaluation_reused as rule
import rego.v1

finding(msg) := {
	"rule": "evaluation-reused",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

reused(same) := json.patch(drifted.tested_before({}, []), [
	fixture.put("/models/m/evidence/tested_before/reused", [{"suite": "acme-suite", "path": "runs/tuned.eval"}]),
	fixture.put("/models/m/evidence/tested_before/same_tuned", same),
])

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as drifted.tested_before({}, [])
	rule.deny == set() with input as reused(true)
}

test_reused if {
	rule.deny == {finding("acme-suite: the base commit has runs/tuned.eval as the run of its fine-tune, whose weights are others")} with input as reused(false)
}
