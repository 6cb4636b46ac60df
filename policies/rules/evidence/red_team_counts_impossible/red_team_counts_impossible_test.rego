package tunegate.rules.red_team_counts_impossible_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.red_team_fixture_test as red_team
import data.tunegate.rules.red_team_counts_impossible as rule
import rego.v1

at(msg) := red_team.finding("red-team-counts-impossible", 1, 1, msg)

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as red_team.report([])
}

test_more_successes_than_attempts if {
	rule.deny == {at("IN-1: 61 of 60 attempts succeed")} with input as red_team.report([fixture.put("/in_scope_patterns/0/successes", 61)])
	rule.deny == set() with input as red_team.report([fixture.put("/in_scope_patterns/0/successes", 60)])
	rule.deny == {at("OUT-1: 41 of 40 attempts succeed")} with input as red_team.report([fixture.put("/out_of_scope_patterns/0/successes", 41)])
	rule.deny == {at("F-1: 61 of 60 attempts of the retest succeed")} with input as red_team.report([fixture.put("/findings/0/retest/successes", 61)])
	rule.deny == set() with input as red_team.report([fixture.put("/findings/0/retest/successes", 60)])
}

test_end_before_the_beginning if {
	rule.deny == {at("the testing ends on 2026-10-21 and begins on 2026-10-22")} with input as red_team.report([fixture.put("/performed_at/until", "2026-10-21")])
	rule.deny == set() with input as red_team.report([fixture.put("/performed_at/until", "2026-10-22")])
}
