package tunegate.rules.derived_unreadable_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.derived_unreadable as rule
import rego.v1

broken(source, line) := derived.with_sources(
	[object.union(source, {"problem": {"msg": "it is cut off", "line": line, "remedy": "r"}})],
	[], [],
)

finding(place) := derived.at(
	"derived-unreadable", 7, 9,
	sprintf("out/trainer_state.json (trainer-state) of the training-run cannot be read: it is cut off%s", [place]),
)

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as derived.with_sources([derived.named], [], [])
}

test_with_its_place if rule.deny == {finding(" (line 3)")} with input as broken(derived.named, 3)

test_without_a_place if rule.deny == {finding("")} with input as broken(derived.named, null)

test_no_row if rule.deny == set() with input as broken(derived.implied, 3)
