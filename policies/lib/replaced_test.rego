package tunegate.lib.replaced_test

import data.tunegate.lib.replaced
import rego.v1

test_each_new_rule_is_there_and_no_former_one_is if {
	object.keys(replaced.rules) == {"evaluation-misstated", "provenance-incomplete", "regression-misstated"}
	count(object.keys(replaced.rules) & data.tunegate.rule_ids) == 0
	count({name | some names in replaced.rules; some name in names} - data.tunegate.rule_ids) == 0
}

test_words if {
	replaced.unknown("no-such-rule") == "there is no rule no-such-rule"
	replaced.unknown("provenance-incomplete") == concat("", [
		"the rule provenance-incomplete was split; use one of: copyright-basis-missing, origin-evidence-missing, ",
		"personal-data-basis-missing, scan-matches-unexplained, source-contract-ended, training-not-permitted",
	])
	replaced.unknown("evaluation-misstated") == concat("", [
		"the rule evaluation-misstated was split; use one of: evaluation-before-training, evaluation-categories-mismatch, ",
		"evaluation-category-repeated, evaluation-class-ambiguous, evaluation-class-mismatch, evaluation-counts-impossible, ",
		"evaluation-counts-mismatch, evaluation-harmful-excluded, evaluation-models-swapped, evaluation-over-refusal-mismatch, ",
		"evaluation-raw-file-shared, evaluation-records-shared",
	])
	replaced.unknown("regression-misstated") == concat("", [
		"the rule regression-misstated was split; use one of: regression-category-missing, regression-category-repeated, ",
		"regression-category-unknown, regression-numbers-mismatch, regression-procedure-mismatch, regression-threshold-mismatch",
	])
}
