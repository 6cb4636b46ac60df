package tunegate.lib.approvals_test

import data.tunegate.lib.approvals
import data.tunegate.lib.fixture_test as fixture
import rego.v1

approval_path := "/models/m/evidence/disposition/approval/counted"

author(is_author) := object.union(fixture.approved_by("risk@acme.example"), {"is_author": is_author})

# what is objected to the disposition of a case, of which some facts are others
said(patches) := reasons if {
	case := fixture.patched(patches)
	reasons := approvals.objections("m", case.models.m.evidence.disposition, set()) with input as case
}

answering(triggers) := reasons if {
	case := fixture.patched([fixture.put("/models/m/approvers/answers", {
		"base-model-change": ["safety@acme.example"],
		"re-fine-tuning": ["risk@acme.example"],
	})])
	reasons := approvals.objections("m", case.models.m.evidence.disposition, triggers) with input as case
}

test_in_order if said([]) == set()

test_nobody_is_asked if said([fixture.put("/models/m/approvers", null), fixture.put(approval_path, [])]) == set()

test_the_configuration_of_a_removed_model_asks_nobody if {
	object.keys(approvals.asked) == {"control-plane"} with input as fixture.patched([fixture.put("/models/m/status", "removed")])
}

test_nobody_approved if {
	said([fixture.put(approval_path, [])]) == {"it takes 1 of risk@acme.example, safety@acme.example, and nobody has approved it"}
	said([
		fixture.put(approval_path, []),
		fixture.put("/models/m/approvers/principals", ["risk@acme.example"]),
	]) == {"it takes the approval of risk@acme.example, and nobody has approved it"}
}

test_too_few if {
	two := fixture.put("/models/m/approvers/quorum", 2)
	said([two]) == {"it takes 2 of risk@acme.example, safety@acme.example, and only risk@acme.example approved it"}
	said([two, fixture.put(approval_path, [
		fixture.approved_by("risk@acme.example"),
		fixture.approved_by("safety@acme.example"),
	])]) == set()
	said([two, fixture.put(approval_path, [
		fixture.approved_by("risk@acme.example"),
		fixture.approved_by("risk@acme.example"),
	])]) == {"it takes 2 of risk@acme.example, safety@acme.example, and only risk@acme.example approved it"}
}

test_reviews_that_nobody_asked_for if {
	reviewed := fixture.put("/models/m/approvers/methods", ["ssh", "review"])
	said([reviewed]) == set()
	said([reviewed, fixture.put(approval_path, [])]) == {concat("", [
		"it takes 1 of risk@acme.example, safety@acme.example, and nobody has approved it",
		"; GitHub was not asked for reviews",
	])}
	said([reviewed, fixture.put(approval_path, []), fixture.put("/models/m/approvers/reviews_asked", true)]) == {"it takes 1 of risk@acme.example, safety@acme.example, and nobody has approved it"}
}

test_the_author_alone if {
	said([fixture.put(approval_path, [author(true)])]) == {"only the author of the change has approved it"}
	said([fixture.put(approval_path, [author(true), fixture.approved_by("safety@acme.example")])]) == set()
	said([
		fixture.put(approval_path, [author(true)]),
		fixture.put("/models/m/approvers/author_may_be_only_approver", true),
	]) == set()
}

test_nobody_knows_the_author if {
	said([fixture.put(approval_path, [author(null)])]) == {"a shallow clone cannot tell whether its approver wrote the change (fetch-depth: 0)"}
}

test_without_a_base_nobody_wrote_anything if {
	said([fixture.put(approval_path, [author(null)]), fixture.put("/base", null)]) == set()
	case := fixture.verified([fixture.put(approval_path, [author(null)])])
	approvals.objections("m", case.models.m.evidence.disposition, set()) == set() with input as case
}

test_who_answers_for_a_trigger if {
	answering(set()) == set()
	answering({"re-fine-tuning", "deployment-layer-change"}) == set()
	answering({"re-fine-tuning", "base-model-change"}) == {"none of safety@acme.example, who answer for base-model-change, has approved it"}
}

test_where_nobody_approved_that_is_all_there_is_to_say if {
	case := fixture.patched([
		fixture.put(approval_path, []),
		fixture.put("/models/m/approvers/answers", {"base-model-change": ["safety@acme.example"]}),
	])
	approvals.objections("m", case.models.m.evidence.disposition, {"base-model-change"}) == {"it takes 1 of risk@acme.example, safety@acme.example, and nobody has approved it"} with input as case
}

test_a_mailbox_of_nobody_approves_nothing if {
	nobody := object.union(fixture.approved_by("gate-owner@example.invalid"), {"is_author": false})
	author := object.union(fixture.approved_by("risk@acme.example"), {"is_author": true})
	case := fixture.patched([fixture.put("/models/m/evidence/disposition/approval/counted", [nobody])])
	found := data.tunegate.lib.approvals.objections("m", case.models.m.evidence.disposition, set()) with input as case
	count(found) == 1
	other := fixture.patched([fixture.put("/models/m/evidence/disposition/approval/counted", [nobody, author])])
	said := data.tunegate.lib.approvals.objections("m", other.models.m.evidence.disposition, set()) with input as other
	said == {"only the author of the change has approved it"}
}
