package tunegate.rules.trigger_owner_missing_test

import data.tunegate.lib.coverage_fixture_test as coverage
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.trigger_owner_missing as rule
import rego.v1

finding := {
	"rule": "trigger-owner-missing",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 8,
	"end_line": 14,
	"msg": "the trigger base-model-change has no named owner",
}

at := "/models/m/evidence/disposition/document/triggers/base-model-change"

test_in_order if rule.deny == set() with input as fixture.case

test_no_trigger if rule.deny == {finding} with input as fixture.patched([fixture.cut(at)])

test_no_owner if rule.deny == {finding} with input as fixture.patched([fixture.put(at, {})])

test_blank_owner if rule.deny == {finding} with input as fixture.patched([fixture.put(at, {"owner": " "})])

test_all_three if {
	count(rule.deny) == 3 with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/triggers", {})])
}

# -- a mailbox that is nobody's

nobody := "gate-owner@example.invalid"

test_nobody_owns_a_trigger if rule.deny == {finding} with input as fixture.patched([fixture.put(at, {"owner": nobody})])

test_nobody_owns_the_gate if {
	rule.warn == set() with input as fixture.case
	rule.warn == {{
		"rule": "trigger-owner-missing",
		"model": null,
		"path": "tunegate.yaml",
		"line": null,
		"end_line": null,
		"msg": "control_plane.owner is Nobody@Example.Invalid , which is nobody: no determination about the gate can be answered",
		"remedy": "Write the mailbox of a role or the name of a team in its place.",
	}} with input as fixture.patched([fixture.put("/control_plane/owner", "Nobody@Example.Invalid ")])
}

test_nobody_owns_an_exclusion if {
	rows := [
		{"path": "a/**", "key": null, "reason": "r", "owner": nobody},
		{"path": "b/**", "key": null, "reason": "r", "owner": "risk@acme.example"},
	]
	found := rule.warn with input as fixture.patched([fixture.put("/unselected", coverage.at_commit({"exclusions": rows}))])
	{one.msg | some one in found} == {"the exclusion of a/** is owned by gate-owner@example.invalid, which is nobody"}
}
