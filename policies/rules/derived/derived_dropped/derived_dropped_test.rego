package tunegate.rules.derived_dropped_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.derived_dropped as rule
import rego.v1

dropped(reason) := derived.with_sources([], [], [fixture.put(sprintf("%s/derived/dropped", [derived.run]), [derived.lost(reason)])])

test_in_order if rule.deny == set() with input as fixture.case

test_without_a_reason if {
	rule.deny == {derived.at(
		"derived-dropped", 12, 12,
		"/seed of the training-run was derived from train.yaml (axolotl) at the base, and nothing gives what it says now",
	)} with input as dropped(null)
}

test_with_a_reason if rule.deny == set() with input as dropped("the trainer was replaced")

test_not_stated if {
	case := derived.with_sources([], [], [fixture.put(
		sprintf("%s/derived/dropped", [derived.run]),
		[object.union(derived.lost(null), {"stated": false})],
	)])
	rule.deny == {derived.at(
		"derived-dropped", 12, 12,
		"/seed of the training-run was derived from train.yaml (axolotl) at the base, and is not stated now, though its source gives it",
	)} with input as case
}
