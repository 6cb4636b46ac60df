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

# [model, row with its pointer], those of classes included
rows contains [name, row] if {
	some name, _ in data.tunegate.lib.drift.facts
	some row in data.tunegate.lib.drift.stated(data.tunegate.lib.drift.analysis(name).document)
}

# a row in words
called(row) := sprintf("%s of %s", [row.category.category, row.category.suite])

# what was computed for a row
computed(name, row) := {given |
	row.of == "results"
	some suite in data.tunegate.lib.drift.facts[name].suites
	suite.suite == row.category.suite
	some given in suite.results
	given.category == row.category.category
} | {given |
	row.of in {"classes", "parts"}
	some given in data.tunegate.lib.drift.facts[name][row.of]
	given.class == row.category.class
	object.get(given, "suite", data.tunegate.lib.drift.all_suites) == row.category.suite
}

# the procedures of an earlier form, whose rows say nothing of classes
former_procedures := {"mcnemar-holm-tango", "sign-flip-clustered"}

# whether an analysis is of an earlier form and was not written since
is_former(name) if {
	doc := data.tunegate.lib.drift.analysis(name)
	doc.document.method.procedure in former_procedures
	not data.tunegate.lib.facts.asked(name, doc)
}

# whether a row has an explanation and a control
is_answered(category) if {
	category.explanation
	count(category.compensating_controls) > 0
}

# whether the analysis answers for a group of a class, by its suite and one of its categories, or where it has none by the class
answers(name, _, group) if {
	count(group.categories) > 0
	every category in group.categories {
		some [model, row] in rows
		model == name
		row.of == "results"
		row.category.suite == group.suite
		row.category.category == category
		is_answered(row.category)
	}
}

answers(name, class, group) if {
	count(group.categories) == 0
	some [model, row] in rows
	model == name
	row.of == "parts"
	row.category.suite == group.suite
	row.category.class == class
	is_answered(row.category)
}

answers_all(name, row) if {
	every group in array.concat(row.regressed, row.unclear) {
		answers(name, row.class, group)
	}
}

# whether a class regressed by groups of it that controls answer for, and is within the margin without them
is_carried(name, row) if {
	row.of == "classes"
	some given in computed(name, row)
	_is_left_fine(given)
	answers_all(name, given)
}

_is_left_fine(given) if given.rest.holds

_is_left_fine(given) if given.covered # nothing is left

# whether a class is within the margin without the groups that controls answer for
is_decided(name, row) if {
	row.rest.holds
	answers_all(name, row)
}

# whether a control answers for a class that is unclear as a whole
class_answered(name, row) if {
	some [model, said] in rows
	model == name
	said.of == "classes"
	said.category.class == row.class
	is_answered(said.category)
}
