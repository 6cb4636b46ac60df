package tunegate.rules.derived_unproven_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.derived_unproven as rule
import rego.v1

broken(source, line) := derived.with_sources(
	[object.union(source, {"problem": {"msg": "it is cut off", "line": line, "remedy": "r"}})],
	[], [],
)

finding(line) := {
	"rule": "derived-unproven",
	"model": "m",
	"path": "train.yaml",
	"line": line,
	"end_line": line,
	"msg": "nothing of the training-run is derived from this as axolotl: it is cut off",
}

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as derived.with_sources([derived.implied], [], [])
}

test_with_its_place if rule.warn == {finding(3)} with input as broken(derived.implied, 3)

test_without_a_place if rule.warn == {finding(1)} with input as broken(derived.implied, null)

test_row_has_a_rule_of_its_own if rule.warn == set() with input as broken(derived.named, 3)
