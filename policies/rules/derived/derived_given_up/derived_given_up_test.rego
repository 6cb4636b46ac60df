package tunegate.rules.derived_given_up_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.derived_given_up as rule
import rego.v1

dropped(reason) := derived.with_sources([], [], [fixture.put(sprintf("%s/derived/dropped", [derived.run]), [derived.lost(reason)])])

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as dropped(null)
}

test_with_a_reason if {
	rule.warn == {derived.at(
		"derived-given-up", 12, 12,
		"/seed of the training-run was derived from train.yaml (axolotl) at the base, and is typed now: the trainer was replaced",
	)} with input as dropped("the trainer was replaced")
}
