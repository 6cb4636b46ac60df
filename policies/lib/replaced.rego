# METADATA
# title: Rules that were split
# description: The former ids, and the rules that took their place. A configuration that names a former id is told so.
package tunegate.lib.replaced

import rego.v1

rules := {
	"evaluation-misstated": [
		"evaluation-before-training",
		"evaluation-categories-mismatch",
		"evaluation-category-repeated",
		"evaluation-class-ambiguous",
		"evaluation-class-mismatch",
		"evaluation-counts-impossible",
		"evaluation-counts-mismatch",
		"evaluation-harmful-excluded",
		"evaluation-models-swapped",
		"evaluation-over-refusal-mismatch",
		"evaluation-raw-file-shared",
		"evaluation-records-shared",
	],
	"provenance-incomplete": [
		"copyright-basis-missing",
		"origin-evidence-missing",
		"personal-data-basis-missing",
		"scan-matches-unexplained",
		"source-contract-ended",
		"training-not-permitted",
	],
	"regression-misstated": [
		"regression-category-missing",
		"regression-category-repeated",
		"regression-category-unknown",
		"regression-numbers-mismatch",
		"regression-procedure-mismatch",
		"regression-threshold-mismatch",
	],
}

# why a name is not that of a rule
unknown(name) := sprintf("there is no rule %s", [name]) if not rules[name]

unknown(name) := sprintf("the rule %s was split; use one of: %s", [name, concat(", ", rules[name])]) if rules[name]
