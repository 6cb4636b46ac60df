package tunegate.lib.waivers_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.tables
import data.tunegate.lib.waivers
import rego.v1

covered(changed, finding) := words if {
	words := waivers.covering(finding) with input as fixture.waived(changed)
}

finding := {"rule": "artefact-stale", "model": "m", "path": "c.yaml", "line": 3, "end_line": 3, "msg": "x", "related": [{"path": "evidence/m/training-run.yaml"}]}

said := "risk@acme.example until 2026-12-31: it can wait"

test_in_force if {
	covered({}, finding) == {said}
	covered({}, object.union(object.remove(finding, ["related"]), {"path": "evidence/m/training-run.yaml"})) == {said}
}

test_of_something_else if {
	every changed in [
		{"rule": "artefact-missing"},
		{"model": "n"},
		{"element": "c.yaml"},
		{"element": "evidence/m/training-run.yaml#/state"},
		{"element": null, "value": null},
		{"value": "sha256:training-run"},
		{"value": fixture.head},
	] {
		covered(changed, finding) == set()
	}
}

# what a finding is about, and what it was found in
subject(finding) := bound if {
	bound := waivers.subject(finding) with input as fixture.case
}

state(element) := {"element": element, "value": fixture.head}

test_subject_is_what_the_rule_says if {
	subject({"rule": "r", "model": "m", "path": "f.yaml", "line": 4, "end_line": 5, "element": "k", "msg": "x"}) == state("k")
}

test_subject_is_the_place_in_a_document if {
	every row in [
		[[7, 7], "evidence/m/disposition.yaml#/conditions/0/due"],
		[[8, 14], "evidence/m/disposition.yaml#/triggers"],
		[[5, 5], "evidence/m/disposition.yaml#/prepared_at"],
		[[1, 99], "evidence/m/disposition.yaml"],
		[[40, 40], "evidence/m/disposition.yaml"],
	] {
		found := {"rule": "r", "model": "m", "path": "evidence/m/disposition.yaml", "line": row[0][0], "end_line": row[0][1], "msg": "x"}
		subject(found) == {"element": row[1], "value": "sha256:disposition and what it names"}
	}
}

test_subject_is_the_document_that_a_change_made_stale if {
	subject(finding) == {"element": "evidence/m/training-run.yaml", "value": "sha256:training-run and what it names"}
}

# related places are no part of what is waived
test_subject_is_no_related_place if {
	subject(object.union(finding, {"rule": "reassessment-required"})) == state("c.yaml")
}

test_subject_of_no_model if {
	not subject(object.union(finding, {"model": "control-plane"}))
	not subject(object.union(finding, {"model": null}))
}

test_subject_of_a_model_that_is_not_judged if {
	case := json.patch(fixture.case, [fixture.put("/models/n", object.union(fixture.case.models.m, {"status": "removed"}))])
	not waivers.subject(object.union(finding, {"model": "n", "path": "f.yaml"})) with input as case
}

test_subject_without_a_place if {
	not subject({"rule": "r", "model": "m", "path": null, "line": null, "end_line": null, "msg": "x"})
}

# the same path in the packs of two models: each has the content of its own
test_subject_is_the_models_own_document if {
	case := json.patch(fixture.case, [
		fixture.put("/models/l", fixture.case.models.m),
		fixture.put("/models/l/evidence/artefacts/training-run/content", "sha256:another"),
	])
	bound := waivers.subject(finding) with input as case
	bound.value == "sha256:training-run and what it names"
}

test_subject_of_what_nothing_caused if {
	bare := object.union(finding, {"related": [], "path": "evidence/m/training-run.yaml"})
	subject(bare).value == "sha256:training-run and what it names"
	subject(object.union(finding, {"related": []})) == state("c.yaml")
}

test_outdated if {
	case := fixture.waived({"value": "sha256:before"})
	waivers.outdated(finding) == {[case.waivers[0], {
		"element": "evidence/m/training-run.yaml",
		"value": "sha256:training-run and what it names",
	}]} with input as case
	waivers.outdated(finding) == set() with input as fixture.waived({})
	waivers.outdated(finding) == set() with input as fixture.waived({"value": "sha256:before", "expires": "2026-11-22"})
}

# a waiver of something else, or of what cannot be waived, is no former one of this finding
test_outdated_of_something_else if {
	every changed in [{"rule": "artefact-missing"}, {"model": "n"}, {"element": "c.yaml"}] {
		waivers.outdated(finding) == set() with input as fixture.waived(object.union({"value": "sha256:before"}, changed))
	}
	unwaivable := object.union(finding, {"path": "evidence/m/training-run.yaml", "line": 1, "end_line": 99})
	every rule in tables.unwaivable {
		waivers.outdated(object.union(unwaivable, {"rule": rule})) == set() with input as fixture.waived({"value": "sha256:before", "rule": rule})
	}
}

test_days if {
	covered({"expires": "2026-11-23"}, finding) == {"risk@acme.example until 2026-11-23: it can wait"}
	covered({"expires": "2026-11-22"}, finding) == set()
	covered({"granted": "2026-11-23"}, finding) == {said}
	covered({"granted": "2026-11-24"}, finding) == set()
	covered({"granted": "2026-10-02"}, finding) == {said}
	covered({"granted": "2026-10-01"}, finding) == set()
}

test_objections if {
	row := fixture.waived({}).waivers[0]
	case := fixture.waived({})
	waivers.objections(row) == set() with input as case
	waivers.objections(object.union(row, {"granted": "2026-11-24"})) == {"it is granted in the future (2026-11-24)"} with input as case
	waivers.objections(object.union(row, {"granted": "2026-10-01"})) == {"it holds for 91 days, and 90 are allowed"} with input as case
	every rule in tables.unwaivable {
		waivers.objections(object.union(row, {"rule": rule})) == {sprintf("the findings of %s cannot be waived", [rule])} with input as case
	}
	count(tables.unwaivable) == 33
}
