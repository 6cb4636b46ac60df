package tunegate.rules.control_elsewhere_rejected_test

import data.tunegate.lib.controls_elsewhere_fixture_test as other
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.control_elsewhere_rejected as rule
import rego.v1

reasons := {trim_prefix(finding.msg, "the overhang-statement relies on g.yml of acme/serving, which does not count: ") | some finding in rule.deny}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as other.relies({}, {})
}

test_place if {
	case := other.relies({"listed": false}, {})
	rule.deny == {{
		"rule": "control-elsewhere-rejected",
		"model": "m",
		"path": "evidence/m/overhang-statement.yaml",
		"line": 1,
		"end_line": 1,
		"msg": concat("", [
			"the overhang-statement relies on g.yml of acme/serving, which does not count: ",
			"the configuration names nobody who signs for acme/serving: 'controls_elsewhere'",
		]),
	}} with input as case
}

test_without_its_statement if {
	reasons == {"the evidence keeps no statement sha256:0123456789ab: it is not there, or was altered"} with input as json.patch(
		other.relies({}, {}),
		[fixture.put("/models/m/evidence/artefacts/overhang-statement/controls/0/elsewhere/found", null)],
	)
}

test_of_another_repository if reasons == {"the statement is of acme/other"} with input as other.relies({}, {"repository": "acme/other"})

test_that_does_not_list_it if reasons == {"the statement does not list it on output_filter"} with input as other.relies({}, {"lists": false})

test_signatures if {
	reasons == {"it takes 1 of platform@acme.example to sign the statement, and nobody has"} with input as other.relies({}, {"signed": []})
	reasons == {"it takes 1 of platform@acme.example to sign the statement, and nobody has (a; b)"} with input as other.relies({}, {"signed": [], "rejected": ["a", "b"]})
	reasons == {"it takes 2 of platform@acme.example to sign the statement, and only platform@acme.example has"} with input as other.relies({}, {"quorum": 2})
	reasons == {"it takes 2 of platform@acme.example to sign the statement, and only platform@acme.example, platform@acme.example has"} with input as other.relies({}, {"quorum": 2, "signed": ["platform@acme.example", "platform@acme.example"]})
}

test_days if {
	reasons == set() with input as other.relies({"expires": "2026-11-23"}, {"expires": "2026-11-23"})
	reasons == {"it was relied on until 2026-11-22"} with input as other.relies({"expires": "2026-11-22"}, {})
	reasons == {"it is relied on until 2027-03-01, and the statement ends on 2027-02-28"} with input as other.relies({}, {"expires": "2027-02-28"})
	reasons == {"it was relied on until 2026-11-22; the statement ended on 2026-11-22"} with input as other.relies({"expires": "2026-11-22"}, {"expires": "2026-11-22"})
	reasons == {"the statement is dated in the future (2026-11-24T00:00:00Z)"} with input as other.relies({}, {"stated_at": "2026-11-24T00:00:00Z"})
	reasons == {"the statement holds for 181 days, and 180 are allowed"} with input as other.relies({}, {"expires": "2027-05-01"})
	reasons == set() with input as other.relies({}, {"expires": "2027-04-30"})
}

test_an_older_one if {
	later := {"at": "base", "path": "evidence/m/controls/new.yaml", "stated_at": "2026-11-02T00:00:00Z"}
	reasons == {"there is a later statement (evidence/m/controls/new.yaml, 2026-11-02T00:00:00Z)"} with input as other.relies({}, {"later": [later]})
}

typed := json.patch(other.relies({"statement": null, "listed": false}, {}), [fixture.put("/models/m/evidence/artefacts/overhang-statement/controls/0/elsewhere/found", null)])

test_what_is_typed_is_held_against_its_own_day if {
	reasons == set() with input as typed
	reasons == {"it was relied on until 2026-11-22"} with input as json.patch(typed, [fixture.put("/models/m/evidence/artefacts/overhang-statement/controls/0/elsewhere/expires", "2026-11-22")])
}
