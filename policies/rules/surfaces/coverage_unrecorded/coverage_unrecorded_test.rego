package tunegate.rules.coverage_unrecorded_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.coverage_unrecorded as rule
import rego.v1

finding := {
	"rule": "coverage-unrecorded",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 1,
	"end_line": 99,
	"msg": "the disposition does not record what no selector covered, and what was excluded",
}

disposition := "/models/m/evidence/disposition"

without(patches) := fixture.patched(array.concat([fixture.cut(concat("", [disposition, "/document/coverage"]))], patches))

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.warn == set() with input as fixture.case
}

test_one_that_stays_in_force_is_a_warning if {
	rule.warn == {finding} with input as without([])
	rule.deny == set() with input as without([])
}

test_a_new_one_is_an_error if {
	every patch in [
		fixture.put("/models/m/evidence/decided_before", {"digest": "sha256:d", "older": [], "decided_at": "2026-10-01T00:00:00Z"}),
		fixture.put("/models/m/status", "added"),
		fixture.put("/mode", "verify"),
	] {
		rule.deny == {finding} with input as without([patch])
		rule.warn == set() with input as without([patch])
	}
}

test_one_that_nobody_approved_is_refused_anyway if {
	case := without([fixture.put(concat("", [disposition, "/approval/counted"]), []), fixture.put("/mode", "verify")])
	rule.deny == set() with input as case
}

test_one_whose_state_is_unknown_or_incomparable_is_refused_anyway if {
	every key in ["known", "comparable"] {
		put := fixture.put(concat("", [disposition, "/made_for/", key]), false)
		rule.deny == set() with input as without([put, fixture.put("/mode", "verify")])
	}
}

test_one_of_an_older_form_could_not_say_it if {
	every patch in [
		fixture.put(concat("", [disposition, "/made_for/form"]), 1),
		fixture.put(concat("", [disposition, "/approval/kept"]), [{"path": "f.yaml", "form": 1, "problem": null}]),
	] {
		rule.deny == set() with input as without([fixture.put("/mode", "verify"), patch])
		rule.warn == set() with input as without([patch])
	}
	rule.warn == {finding} with input as without([fixture.put(concat("", [disposition, "/approval/kept"]), [{"path": "f.yaml", "form": 1, "problem": "not it"}])])
}
