# METADATA
# title: The alignment-regression analysis, row by row
# description: What the analysis states of each category, and what was computed for it from the evaluation results.
package tunegate.lib.regression

import rego.v1

# a finding at a key of the analysis
at(rule, name, pointer, msg) := data.tunegate.lib.facts.at(
	rule,
	name,
	data.tunegate.lib.drift.analysis(name),
	pointer,
	msg,
)

# [model, row with its pointer], sums of suites included
rows contains [name, row] if {
	some name, _ in data.tunegate.lib.drift.facts
	some row in data.tunegate.lib.drift.stated(data.tunegate.lib.drift.analysis(name).document)
}

# a row in words
called(row) := sprintf("%s of %s", [data.tunegate.lib.drift.called(row.category), row.category.suite])

# what was computed for a row
computed(name, row) := {given |
	some suite in data.tunegate.lib.drift.facts[name].suites
	suite.suite == row.category.suite
	some given in suite[row.of]
	given.category == row.category.category
}
