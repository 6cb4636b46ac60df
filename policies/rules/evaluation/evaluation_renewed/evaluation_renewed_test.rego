package tunegate.rules.evaluation_renewed_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.evaluation_renewed as rule
import rego.v1

finding(msg) := {
	"rule": "evaluation-renewed",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

reused(changed) := json.patch(drifted.tested_before({}, []), [
	fixture.put("/models/m/evidence/tested_before/reused", [{"suite": "acme-suite", "path": "runs/tuned.eval"}]),
	fixture.put("/models/m/evidence/tested_before/changed", changed),
])

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as drifted.tested_before({}, [])
	rule.warn == set() with input as reused([])
	rule.warn == set() with input as reused(["system_prompt"])
}

test_reused if {
	rule.warn == {finding("acme-suite: the base commit has runs/tuned.eval as the run of its fine-tune, and since then these changed: fine_tuned_model, training_data")} with input as reused(["training_data", "system_prompt", "fine_tuned_model"])
}

test_other_weights_are_another_rule if {
	rule.warn == set() with input as json.patch(reused(["training_data"]), [fixture.put("/models/m/evidence/tested_before/same_tuned", false)])
}
