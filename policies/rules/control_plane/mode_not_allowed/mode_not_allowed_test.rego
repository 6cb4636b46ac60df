package tunegate.rules.mode_not_allowed_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.mode_not_allowed as rule
import rego.v1

with_modes(configured, asked) := fixture.patched([fixture.put("/enforcement", {"configured": configured, "asked": asked})])

test_in_order if rule.deny == set() with input as fixture.case

test_more_can_be_asked_for if {
	rule.deny == set() with input as with_modes("observe", "enforce")
	rule.deny == set() with input as with_modes("observe", "observe")
	rule.deny == set() with input as with_modes("enforce", "enforce")
}

test_less_cannot if {
	rule.deny == {{
		"rule": "mode-not-allowed",
		"model": null,
		"path": "tunegate.yaml",
		"line": null,
		"end_line": null,
		"msg": "the check was asked to observe, and the trusted configuration has 'mode: enforce'",
	}} with input as with_modes("enforce", "observe")
}
