package tunegate.rules.derived_outdated_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.derived_outdated as rule
import rego.v1

with_source(source) := derived.with_sources([source], [], [])

finding(gap) := derived.at(
	"derived-outdated", 7, 9,
	sprintf("out/trainer_state.json (trainer-state) of the training-run %s", [gap]),
)

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as with_source(derived.named)
	rule.deny == set() with input as with_source(object.union(derived.implied, {"stale": ["x"], "unbound": ["x"]}))
}

test_other_bytes if {
	source := object.union(derived.named, {"found": "sha256:d"})
	rule.deny == {finding("has other bytes than when its values were derived")} with input as with_source(source)
}

test_gone_has_a_rule_of_its_own if rule.deny == set() with input as with_source(object.union(derived.named, {"found": null}))

test_files_that_it_is_about if {
	source := object.union(derived.named, {"stale": ["a.jsonl"], "unbound": ["b.jsonl"]})
	rule.deny == {
		finding("is about a.jsonl, which is another file now, or gone"),
		finding("is about b.jsonl, and nothing says of which version"),
	} with input as with_source(source)
}

test_about_nothing_here if {
	source := object.union(derived.named, {"placed": false})
	rule.deny == {finding("gives values, and nothing in the document is what they are about")} with input as with_source(source)
}
