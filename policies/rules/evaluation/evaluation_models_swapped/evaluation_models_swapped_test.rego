package tunegate.rules.evaluation_models_swapped_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import rego.v1

finding(msg) := evaluation.finding("evaluation-models-swapped", msg)

of(models) := evaluation.with_suite({"reading": {"models": models}})

mistaken(side, name) := finding(sprintf("acme-suite: the run that stands for the %s is of %s, which the surfaces pin as the other one", [side, name]))

test_run_of_the_other_model if {
	evaluation.found == set() with input as of({"base": "hub/Acme/Base", "tuned": "tuned:1"})
	evaluation.found == set() with input as of({"base": "x", "tuned": "y"})
	evaluation.found == {mistaken("base model", "acme/TUNED:1/")} with input as of({"base": "acme/TUNED:1/", "tuned": "acme/tuned:1"})
	evaluation.found == {mistaken("fine-tune", "base")} with input as of({"tuned": "base"})
	evaluation.found == {mistaken("base model", "tuned:1"), mistaken("fine-tune", "base")} with input as of({"base": "tuned:1", "tuned": "base"})
}

test_a_name_that_both_sides_pin if {
	evaluation.found == set() with input as json.patch(of({"base": "base", "tuned": "base"}), [fixture.put(
		"/models/m/reviewed/fine_tuned_model",
		["acme/base"],
	)])
}
