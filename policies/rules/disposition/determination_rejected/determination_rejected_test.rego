package tunegate.rules.determination_rejected_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.determination_rejected as rule
import rego.v1

rejected(pointer, value) := json.patch(
	fixture.determined,
	[fixture.put(concat("", ["/models/m/evidence/determinations/0", pointer]), value)],
)

finding(reason) := {
	"rule": "determination-rejected",
	"model": "m",
	"path": "evidence/m/determinations/d.yaml",
	"line": 1,
	"end_line": 99,
	"msg": sprintf("the determination on deployment-layer-change does not count: %s", [reason]),
}

test_counts if rule.warn == set() with input as fixture.determined

test_another_state_is_history if rule.warn == set() with input as rejected("/made_for/state", fixture.other)

test_each_reason if {
	every row in [
		["/starts_from/state", fixture.head, "it starts from another state than the one that was reviewed"],
		["/document/owner", "x@acme.example", "x@acme.example does not own the trigger deployment-layer-change"],
		["/document/expires", "2026-11-22", "it expired on 2026-11-22"],
		["/document/determined_at", "2026-11-23T12:00:01Z", "it is dated in the future (2026-11-23T12:00:01Z)"],
	] {
		rule.warn == {finding(row[2])} with input as rejected(row[0], row[1])
	}
}

test_boundaries if {
	rule.warn == set() with input as rejected("/document/expires", "2026-11-23")
	rule.warn == set() with input as rejected("/document/determined_at", "2026-11-23T12:00:00Z")
}

test_nobody_determines if {
	nobody := "gate-owner@example.invalid"
	rule.warn == {finding("gate-owner@example.invalid does not own the trigger deployment-layer-change")} with input as json.patch(
		rejected("/document/owner", nobody),
		[fixture.put("/models/m/evidence/disposition/document/triggers/deployment-layer-change/owner", nobody)],
	)
}

test_longest if {
	rule.warn == set() with input as json.patch(fixture.determined, [fixture.put("/settings/determination_max_days", 41)])
	rule.warn == {finding("it holds for 41 days, and 40 are allowed: bring 'expires' nearer")} with input as json.patch(
		fixture.determined,
		[fixture.put("/settings/determination_max_days", 40)],
	)
}

test_not_allowed if {
	rule.warn == {finding("settings do not allow a determination to answer deployment-layer-change")} with input as json.patch(fixture.determined, [fixture.put("/settings/determinations_allowed", [])])
}

test_several_reasons_in_order if {
	rule.warn == {finding("it expired on 2026-01-01; settings do not allow a determination to answer deployment-layer-change")} with input as json.patch(
		rejected("/document/expires", "2026-01-01"),
		[fixture.put("/settings/determinations_allowed", [])],
	)
}

test_without_a_disposition_there_is_nothing_to_keep if {
	rule.warn == {finding(concat("; ", [
		"it starts from another state than the one that was reviewed",
		"safety@acme.example does not own the trigger deployment-layer-change",
	]))} with input as json.patch(fixture.determined, [fixture.put("/models/m/evidence/disposition", null)])
}

test_not_approved if {
	rule.warn == {finding("it is not approved: it takes 1 of risk@acme.example, safety@acme.example, and nobody has approved it")} with input as json.patch(
		fixture.determined,
		[fixture.put("/models/m/evidence/determinations/0/approval/counted", [])],
	)
}

test_one_who_answers_for_the_trigger_has_to_approve if {
	rule.warn == {finding(concat("", [
		"it is not approved: ",
		"none of safety@acme.example, who answer for deployment-layer-change, has approved it",
	]))} with input as json.patch(
		fixture.determined,
		[fixture.put("/models/m/approvers/answers", {"deployment-layer-change": ["safety@acme.example"]})],
	)
}
