package tunegate.rules.approvers_missing_test

import data.tunegate.lib.baselines_fixture_test as adoption
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.approvers_missing as rule
import rego.v1

determined(patches) := fixture.patched(array.concat(
	[
		fixture.put("/changes/0", fixture.control_change),
		fixture.put("/control_plane/determinations/0", fixture.control_determination),
	],
	patches,
))

unasked := fixture.put("/control_plane/approvers", null)

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as determined([])
}

test_nobody_is_asked_about_a_model if {
	patches := [fixture.put("/models/m/approvers", null)]
	rule.warn == {{
		"rule": "approvers-missing",
		"model": "m",
		"path": "evidence/m/disposition.yaml",
		"line": 1,
		"end_line": 99,
		"msg": "nobody is asked to approve the disposition: whoever can write the file can decide",
	}} with input as fixture.patched(patches)
	rule.warn == set() with input as fixture.verified(patches)
	rule.warn == set() with input as fixture.patched(array.concat(
		patches,
		[fixture.put("/models/m/evidence/disposition", null)],
	))
}

test_nobody_is_asked_about_the_gate if {
	rule.warn == {{
		"rule": "approvers-missing",
		"model": "control-plane",
		"path": "evidence/m/determinations/d.yaml",
		"line": 1,
		"end_line": 99,
		"msg": "nobody is asked to approve the determination on control-plane-change: whoever can write the file can answer",
	}} with input as determined([unasked])
}

test_only_where_it_answers if {
	rule.warn == set() with input as determined([unasked, fixture.put("/control_plane/introduced", true)])
	rule.warn == set() with input as determined([
		unasked,
		fixture.put("/control_plane/determinations/0/made_for/state", fixture.other),
	])
	rule.warn == set() with input as determined([
		unasked,
		fixture.put("/control_plane/determinations/0/document/expires", "2026-01-01"),
	])
}

test_nobody_is_asked_to_approve_a_baseline if {
	rule.warn == set() with input as adoption.adopted([])
	{finding.msg | some finding in rule.warn} == {"nobody is asked to approve the baseline: whoever can write the file can let the model in"} with input as adoption.adopted([fixture.put("/models/m/approvers", null)])
}
