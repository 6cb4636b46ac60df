package tunegate.rules.condition_lapsed_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.condition_lapsed as rule
import rego.v1

finding := {
	"rule": "condition-lapsed",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 7,
	"end_line": 7,
	"msg": "the condition C-1 was due on 2026-11-22; its owner is ops@acme.example",
}

test_in_order if rule.deny == set() with input as fixture.case

test_fires if rule.deny == {finding} with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/conditions/0/due", "2026-11-22")])

test_at_the_boundary if rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/conditions/0/due", "2026-11-23")])

test_removed_model if {
	rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/conditions/0/due", "2026-11-22"), fixture.put("/models/m/status", "removed")])
}

test_met_condition_does_not_lapse if {
	rule.deny == set() with input as fixture.patched([
		fixture.put("/models/m/evidence/disposition/document/conditions/0/due", "2026-11-22"),
		fixture.put("/models/m/evidence/disposition/document/conditions/0/met_on", "2026-11-20"),
	])
}
