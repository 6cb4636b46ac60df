package tunegate.rules.control_plane_change_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.control_plane_change as rule
import rego.v1

finding(owner) := {
	"rule": "control-plane-change",
	"model": "control-plane",
	"path": "f.yaml",
	"line": 4,
	"end_line": 5,
	"msg": sprintf("the gate itself changed: tunegate.yaml#/settings/drift_margin (a -> b) modified. The owner is %s.", [owner]),
}

changed := fixture.patched([fixture.put("/changes/0", fixture.control_change)])

answered := json.patch(changed, [fixture.put("/control_plane/determinations/0", fixture.control_determination)])

broken(pointer, value) := json.patch(answered, [fixture.put(concat("", ["/control_plane/determinations/0", pointer]), value)])

test_in_order if rule.deny == set() with input as fixture.case

test_changed if rule.deny == {finding("risk@acme.example")} with input as changed

test_no_owner if {
	rule.deny == {finding("not registered: set control_plane.owner in the configuration")} with input as json.patch(changed, [fixture.put("/control_plane/owner", null)])
}

test_an_owner_who_is_nobody if {
	nobody := "gate-owner@example.invalid"
	rule.deny == {finding("not registered: set control_plane.owner in the configuration")} with input as json.patch(changed, [fixture.put("/control_plane/owner", nobody)])
	rule.deny != set() with input as json.patch(broken("/document/owner", nobody), [fixture.put("/control_plane/owner", nobody)])
}

test_what_the_base_branch_brings_is_one_finding if {
	inherited := json.patch(changed, [
		fixture.put("/changes/1", fixture.control_change),
		fixture.put("/comparison/unmerged", {"branch": "mine", "against": "main", "changes": [0, 1]}),
	])
	rule.deny == {object.union(finding("risk@acme.example"), {
		"path": null,
		"line": null,
		"end_line": null,
		"msg": "the gate itself changed: mine, the base branch, is not trusted and brings changes that are not of this pull request (f.yaml): 2 of it. The owner is risk@acme.example.",
	})} with input as inherited
}

test_what_the_base_branch_brings_and_is_answered if {
	unmerged := {"branch": "mine", "against": "main", "changes": [0]}
	count(rule.deny) == 1 with input as json.patch(changed, [fixture.put("/comparison/unmerged", unmerged)])
	count(rule.deny) == 1 with input as json.patch(changed, [fixture.put("/comparison/unmerged", object.union(unmerged, {"changes": []}))])
	rule.deny == set() with input as json.patch(answered, [fixture.put("/comparison/unmerged", unmerged)])
	rule.deny == set() with input as json.patch(fixture.case, [
		fixture.put("/changes/0", fixture.change("base_model", "k")),
		fixture.put("/models/m/evidence/disposition/made_for", fixture.stale({"base_model": ["k"]})),
		fixture.put("/comparison/unmerged", unmerged),
	])
}

test_answered if rule.deny == set() with input as answered

test_introduced if rule.deny == set() with input as json.patch(changed, [fixture.put("/control_plane/introduced", true)])

test_answers_that_do_not_count if {
	every pointer, value in {
		"/document/trigger": "deployment-layer-change",
		"/starts_from/state": fixture.head,
		"/made_for/state": fixture.other,
		"/document/owner": "someone@acme.example",
		"/document/expires": "2026-11-22",
		"/document/determined_at": "2026-11-23T12:00:01Z",
	} {
		rule.deny == {finding("risk@acme.example")} with input as broken(pointer, value)
	}
}

test_answer_that_the_settings_do_not_allow if {
	rule.deny == {finding("risk@acme.example")} with input as json.patch(answered, [fixture.put("/settings/determinations_allowed", [])])
}

test_no_owner_has_no_answer if {
	rule.deny != set() with input as json.patch(answered, [fixture.put("/control_plane/owner", null)])
}

test_a_change_of_a_model_is_none_of_the_gate if {
	rule.deny == set() with input as fixture.patched([
		fixture.put("/changes/0", fixture.change("base_model", "k")),
		fixture.put("/models/m/evidence/disposition/made_for", fixture.stale({"base_model": ["k"]})),
	])
}

test_answer_that_nobody_approved if {
	rule.deny == {finding("risk@acme.example")} with input as json.patch(
		answered,
		[fixture.put("/control_plane/determinations/0/approval/counted", [])],
	)
}
