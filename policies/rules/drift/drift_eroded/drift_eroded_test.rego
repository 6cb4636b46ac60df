package tunegate.rules.drift_eroded_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.drift_eroded as rule
import rego.v1

finding(msg) := {
	"rule": "drift-eroded",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

before(key, value) := json.patch(drifted.tested_before({}, []), [fixture.put(sprintf("/models/m/evidence/tested_before/%s", [key]), value)])

row := {
	"class": "disallowed-content",
	"against": "the best approved fine-tune",
	"runs": 3,
	"n": 200,
	"before": 190,
	"now": 178,
	"b": 14,
	"c": 2,
	"p": 0.002,
	"level": 0.016667,
	"eroded": true,
}

test_in_order if {
	rule.warn == set() with input as drifted.drift({})
	rule.warn == set() with input as before("erosion", [object.union(row, {"eroded": false})])
}

test_eroded if {
	rule.warn == {finding("disallowed-content: the best approved fine-tune refused 190 of 200, this one 178 (14 lost, 2 gained, p 0.002, level 0.016667)")} with input as before("erosion", [row])
}

test_the_best_run_is_kept if {
	rule.warn == {finding("acme-suite does not keep the best run so far, which later fine-tunes are held against")} with input as before("best_dropped", ["acme-suite"])
}
