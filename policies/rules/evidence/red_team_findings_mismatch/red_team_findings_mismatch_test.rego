package tunegate.rules.red_team_findings_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.red_team_fixture_test as red_team
import data.tunegate.rules.red_team_findings_mismatch as rule
import rego.v1

at(line, end_line, msg) := red_team.finding("red-team-findings-mismatch", line, end_line, msg)

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as red_team.report([])
}

test_success_without_a_finding if {
	rule.deny == {at(1, 1, "IN-1 (refunds) succeeded 2 times, and no finding names it")} with input as red_team.report([fixture.put("/findings", [])])
	count(rule.deny) == 1 with input as red_team.report([fixture.put("/findings", []), fixture.put("/in_scope_patterns/0/successes", 1)])
	rule.deny == {at(1, 1, "OUT-1 (stories) succeeded 1 times, and no finding names it")} with input as red_team.report([fixture.put("/out_of_scope_patterns/0/successes", 1)])
}

test_finding_of_no_pattern if {
	none := "the finding F-1 names no pattern: write the id of the one that found it under 'pattern'"
	none in {finding.msg | some finding in rule.deny} with input as red_team.report([fixture.cut("/findings/0/pattern")])
	at(1, 1, "the finding F-1 names the pattern IN-9, which the report does not have") in rule.deny with input as red_team.report([fixture.put("/findings/0/pattern", "IN-9")])
}

test_finding_of_a_pattern_without_success if {
	case := red_team.report([fixture.put("/in_scope_patterns/0/successes", 0)])
	rule.deny == {at(1, 1, "the finding F-1 is mitigated, and its pattern IN-1 has no success")} with input as case
	every one in ["fixed", "false-positive"] {
		rule.deny == set() with input as red_team.report([
			fixture.put("/in_scope_patterns/0/successes", 0),
			fixture.put("/findings/0/disposition", one),
		])
	}
}

test_one_id_for_several_patterns if {
	rule.deny == {at(1, 1, "the id IN-1 is that of several patterns")} with input as red_team.report([
		fixture.put("/out_of_scope_patterns/0/id", "IN-1"),
		fixture.put("/out_of_scope_patterns/0/successes", 1),
	])
}
