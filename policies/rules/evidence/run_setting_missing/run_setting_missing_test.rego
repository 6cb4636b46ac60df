package tunegate.rules.run_setting_missing_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.run_setting_missing as rule
import rego.v1

rate := "/hyperparameters/learning_rate"

recipe := object.union(derived.implied, {"facts": {"trainer": "axolotl", "essential": [rate]}})

other := object.union(recipe, {"path": "other.yaml"})

value(source, pointer, agrees) := object.union(derived.value, {
	"pointer": pointer,
	"source": source,
	"derived": 0.0001,
	"said": null,
	"agrees": agrees,
})

run(sources, values, others) := derived.with_sources(sources, values, array.concat(
	[fixture.put(sprintf("%s/lines/~1hyperparameters", [derived.run]), [20, 29])],
	others,
))

found := object.union(
	derived.at("run-setting-missing", 20, 29, "train.yaml (axolotl) sets learning_rate to 0.0001, and the run does not state it"),
	{"related": [{"path": "train.yaml", "line": 4, "end_line": 5, "message": "what it is set to"}]},
)

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as run([recipe], [value(0, rate, true)], [])
	rule.deny == set() with input as run([recipe], [value(0, rate, false)], []) # which is contradicted
}

test_left_out if {
	rule.deny == {found} with input as run([recipe], [value(0, rate, null)], [])
	rule.deny == {found} with input as run([derived.named, recipe], [value(1, rate, null), value(0, "/seed", true)], [])
	rule.deny == {found} with input as run([recipe, other], [value(0, rate, null)], []) # of the other nothing is taken
}

test_what_not_every_trainer_has if {
	rule.deny == set() with input as run([recipe], [value(0, "/hyperparameters/sample_packing", null)], [])
}

test_one_of_several_configurations if {
	rule.deny == set() with input as run([recipe, other], [value(0, rate, null), value(1, rate, null)], [])
}

test_reports_are_compared_where_they_say_the_same if {
	rule.deny == set() with input as run([object.union(recipe, {"digest": "sha256:c"})], [value(0, rate, null)], [])
	rule.deny == set() with input as run([object.union(derived.implied, {"facts": {"essential": [rate]}})], [value(0, rate, null)], [])
}

test_stale_run_says_enough if {
	changed := fixture.put(sprintf("%s/made_for", [derived.run]), fixture.stale({"training_recipe": ["k"]}))
	rule.deny == set() with input as run([recipe], [value(0, rate, null)], [changed])
}

test_other_documents_have_no_settings if {
	case := fixture.patched([
		fixture.put("/models/m/evidence/artefacts/evaluation-results/derived/sources", [recipe]),
		fixture.put("/models/m/evidence/artefacts/evaluation-results/derived/values", [value(0, rate, null)]),
	])
	rule.deny == set() with input as case
}
