package tunegate.rules.disposition_unsigned_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_unsigned as rule
import rego.v1

finding(msg) := {
	"rule": "disposition-unsigned",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 1,
	"end_line": 99,
	"msg": msg,
}

unapproved := [fixture.put("/models/m/evidence/disposition/approval/counted", [])]

unasked := [fixture.put("/models/m/approvers", null)]

nobody := "nobody is asked to approve the disposition: whoever can write the file can decide"

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as fixture.verified([])
}

test_not_approved if {
	said := concat("", [
		"the disposition is not approved: ",
		"it takes 1 of risk@acme.example, safety@acme.example, and nobody has approved it",
	])
	rule.deny == {finding(said)} with input as fixture.patched(unapproved)
	rule.deny == {finding(said)} with input as fixture.verified(unapproved)
}

test_the_triggers_that_fired_have_to_be_answered_for if {
	answers := fixture.put("/models/m/approvers/answers", {"base-model-change": ["safety@acme.example"]})
	rule.deny == set() with input as fixture.patched([answers])
	rule.deny == set() with input as fixture.patched([answers, fixture.put("/changes/0", fixture.change("system_prompt", "k"))])
	rule.deny == {finding(concat("", [
		"the disposition is not approved: ",
		"none of safety@acme.example, who answer for base-model-change, has approved it",
	]))} with input as fixture.patched([answers, fixture.put("/changes/0", fixture.change("base_model", "k"))])
}

test_nobody_is_asked if {
	rule.deny == {finding(nobody)} with input as fixture.verified(unasked)
	rule.deny == set() with input as fixture.patched(unasked)
}

test_without_a_disposition_nothing_is_to_approve if {
	none := array.concat(unasked, [fixture.put("/models/m/evidence/disposition", null)])
	rule.deny == set() with input as fixture.patched(none)
	rule.deny == set() with input as fixture.verified(none)
}

test_the_triggers_of_another_model_are_not_its_own if {
	rule.deny == set() with input as fixture.patched([
		fixture.put("/models/m/approvers/answers", {"base-model-change": ["safety@acme.example"]}),
		fixture.put("/changes/0", object.union(fixture.change("base_model", "k"), {"model": "n"})),
	])
}
