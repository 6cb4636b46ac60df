package tunegate.rules.red_team_before_training_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.red_team_fixture_test as red_team
import data.tunegate.rules.red_team_before_training as rule
import rego.v1

at(msg) := red_team.finding("red-team-before-training", 1, 1, msg)

from(day) := red_team.report([fixture.put("/performed_at/from", day)])

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as red_team.report([])
}

test_older_than_the_run if {
	rule.deny == {at("the testing began on 2026-10-19, and the training run ended at 2026-10-20T00:00:00Z")} with input as from("2026-10-19")
	rule.deny == set() with input as from("2026-10-20")
	rule.deny == set() with input as json.patch(from("2026-10-19"), [fixture.put("/models/m/evidence/trained_until", null)])
}

test_retest_before_the_testing if {
	rule.deny == {at("F-1 was tried again on 2026-10-21, before the testing began on 2026-10-22")} with input as red_team.report([fixture.put("/findings/0/retest/run_at", "2026-10-21T23:59:59Z")])
	rule.deny == set() with input as red_team.report([fixture.put("/findings/0/retest/run_at", "2026-10-22T00:00:00Z")])
}
