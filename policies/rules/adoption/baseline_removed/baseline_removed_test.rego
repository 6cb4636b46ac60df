package tunegate.rules.baseline_removed_test

import data.tunegate.lib.baselines_fixture_test as adoption
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.baseline_removed as rule
import rego.v1

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as adoption.adopted([])
}

test_removed if {
	rule.deny == {{
		"rule": "baseline-removed",
		"model": "m",
		"path": "evidence/m/baseline.yaml",
		"line": null,
		"end_line": null,
		"msg": concat("", [
			"the baseline of m, adopted on 2026-11-10T00:00:00Z, is not there any more, ",
			"and no disposition is in its place",
		]),
	}} with input as adoption.adopted([fixture.put("/models/m/evidence/baseline", null)])
}
