package tunegate.rules.checkpoints_unexplained_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.checkpoints_unexplained as rule
import rego.v1

run(document) := fixture.patched(array.concat(
	[fixture.put(sprintf("%s/lines/~1checkpoints", [derived.run]), [30, 30])],
	[fixture.put(sprintf("%s/document/%s", [derived.run, key]), value) | some key, value in document],
))

test_in_order if {
	rule.deny == set() with input as fixture.case # a hosted run has none to list
	rule.deny == set() with input as run({"checkpoints": [{"step": 41}]})
	rule.deny == set() with input as run({"checkpoints": [], "no_checkpoints": "one epoch only"})
}

test_none_without_a_reason if {
	rule.deny == {derived.at(
		"checkpoints-unexplained", 30, 30,
		"no checkpoint of the run is kept, and nothing says why",
	)} with input as run({"checkpoints": []})
}
