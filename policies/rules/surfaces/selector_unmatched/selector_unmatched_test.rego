package tunegate.rules.selector_unmatched_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.selector_unmatched as rule
import rego.v1

row := {"surface": "base_model", "selector": "x.yaml#/a", "path": "tunegate.yaml", "line": 5, "end_line": 5}

finding := {
	"rule": "selector-unmatched",
	"model": "m",
	"path": "tunegate.yaml",
	"line": 5,
	"end_line": 5,
	"element": "x.yaml#/a",
	"msg": "the base_model selector x.yaml#/a matches nothing",
}

test_in_order if rule.warn == set() with input as fixture.case

test_unmatched if rule.warn == {finding} with input as fixture.patched([fixture.put("/models/m/unmatched/0", row)])
