package tunegate.rules.reward_model_missing_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.reward_model_missing as rule
import rego.v1

put(pointer, value) := fixture.put(sprintf("%s%s", [derived.run, pointer]), value)

run(objective, others) := fixture.patched(array.concat(
	[
		put("/document/method", {"objective": objective}),
		put("/lines/~1method~1objective", [20, 20]),
		put("/lines/~1reward_model~1data~11", [27, 27]),
		fixture.put("/models/m/evidence/artefacts/training-data-manifest/document/sources", [{"id": "preferences"}]),
	],
	others,
))

model(sources) := put("/document/reward_model", {"id": "acme/rm", "revision": "1", "data": sources})

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as run("supervised", [])
	rule.deny == set() with input as run("reinforcement", [model(["preferences", "https://acme.example/card"])])
	rule.deny == set() with input as run("reinforcement", [model(["acme/preferences"])])
}

test_reinforcement_by_nothing if {
	rule.deny == {derived.at(
		"reward-model-missing", 20, 20,
		"the objective is reinforcement, and no reward model is named",
	)} with input as run("reinforcement", [])
}

test_data_that_is_nowhere if {
	found := derived.at(
		"reward-model-missing", 27, 27,
		"the reward model was trained on other, which is no source of the training-data manifest and no reference",
	)
	rule.deny == {found} with input as run("reinforcement", [model(["preferences", "other"])])
	rule.deny == {found} with input as run("preference", [model(["preferences", "other"])])
}
