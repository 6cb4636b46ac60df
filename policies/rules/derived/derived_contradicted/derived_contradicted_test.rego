package tunegate.rules.derived_contradicted_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.derived_contradicted as rule
import rego.v1

in_document(said) := derived.at("derived-contradicted", 12, 12, sprintf("the training-run says 18 for /seed, and %s says 17", [said]))

at_document := object.union(in_document("train.yaml (axolotl)"), {"related": [{
	"path": "train.yaml",
	"line": 4,
	"end_line": 5,
	"message": "the source of the value",
}]})

at_source := {
	"rule": "derived-contradicted",
	"model": "m",
	"path": "train.yaml",
	"line": 4,
	"end_line": 5,
	"element": "evidence/m/training-run.yaml#/seed",
	"msg": "this gives 17, and the training-run says 18 for /seed",
	"related": [{
		"path": "evidence/m/training-run.yaml",
		"line": 12,
		"end_line": 12,
		"message": "what the training-run says",
	}],
}

contradicted(source, others) := derived.with_sources([source], [derived.value], others)

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as derived.with_sources([derived.implied], [object.union(derived.value, {"agrees": true})], [])
	rule.deny == set() with input as derived.with_sources([derived.implied], [object.union(derived.value, {"agrees": null, "said": null})], [])
}

test_at_both_places if rule.deny == {at_document, at_source} with input as contradicted(derived.implied, [])

test_source_that_is_no_file if {
	source := object.union(derived.implied, {"kind": "command", "path": "evidence/m/training-run.yaml", "found": null})
	said := object.union(in_document("evidence/m/training-run.yaml (command)"), {"related": []})
	rule.deny == {said} with input as contradicted(source, [])
}

stale(changed) := [fixture.put(sprintf("%s/made_for", [derived.run]), fixture.stale(changed))]

test_what_changed_is_stale_already if {
	rule.deny == set() with input as contradicted(derived.implied, stale({"training_recipe": ["k"]}))
	count(rule.deny) == 2 with input as contradicted(derived.implied, stale({"training_data": ["k"]}))
	count(rule.deny) == 2 with input as contradicted(derived.named, stale({"training_recipe": ["k"]}))
}

of_base(said) := derived.with_sources(
	[derived.implied],
	[object.union(derived.value, {"pointer": "/base_model/id", "said": said, "derived": "a"})],
	[fixture.put("/models/m/reviewed/base_model", ["a", "b"])],
)

test_another_base_model_has_a_rule_of_its_own if {
	rule.deny == set() with input as of_base("c")
	count(rule.deny) == 2 with input as of_base("b")
}

test_source_by_position if {
	case := derived.with_sources([derived.named, derived.implied], [object.union(derived.value, {"source": 1})], [])
	rule.deny == {at_document, at_source} with input as case
}
