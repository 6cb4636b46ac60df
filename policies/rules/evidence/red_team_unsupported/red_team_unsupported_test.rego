package tunegate.rules.red_team_unsupported_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.red_team_fixture_test as red_team
import data.tunegate.rules.red_team_unsupported as rule
import rego.v1

at(msg) := red_team.finding("red-team-unsupported", 1, 1, msg)

before := fixture.put("/models/m/evidence/brought", ["training-run"])

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as red_team.report([])
}

test_not_tried_again if {
	every one in ["fixed", "mitigated"] {
		case := red_team.report([fixture.cut("/findings/0/retest"), fixture.put("/findings/0/disposition", one)])
		rule.deny == {at(sprintf("F-1 is %s, and was not tried again: say under 'retest' when, how often, and with which result", [one]))} with input as case
		rule.deny == set() with input as json.patch(case, [before])
	}
	rule.deny == set() with input as red_team.report([fixture.cut("/findings/0/retest"), fixture.put("/findings/0/disposition", "accepted")])
}

test_still_succeeds if {
	case := red_team.report([fixture.put("/findings/0/retest/successes", 1)])
	msg := "F-1 is mitigated, and 1 of 60 attempts of the retest succeed: say under 'accepted_by' who accepts that"
	rule.deny == {at(msg)} with input as case
	rule.deny == {at(msg)} with input as json.patch(case, [before])
	rule.deny == set() with input as red_team.report([
		fixture.put("/findings/0/retest/successes", 1),
		fixture.put("/findings/0/accepted_by", "risk@acme.example"),
	])
	rule.deny == set() with input as red_team.report([
		fixture.put("/findings/0/retest/successes", 1),
		fixture.put("/findings/0/disposition", "open"),
	])
}

test_no_transcripts if {
	case := red_team.report([fixture.cut("/raw_files")])
	rule.deny == {object.union(at("the report names no transcripts: list them under 'raw_files', with their digests"), {"end_line": 99})} with input as case
	rule.deny == set() with input as json.patch(case, [before])
}
