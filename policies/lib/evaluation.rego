# METADATA
# title: The evaluation results, suite by suite
# description: What the results state, and what was computed from the outcomes beside it.
package tunegate.lib.evaluation

import rego.v1

# a finding at a key of the results
at(rule, name, pointer, msg) := data.tunegate.lib.facts.at(
	rule,
	name,
	data.tunegate.lib.drift.evaluation(name),
	pointer,
	msg,
)

# [model, index, suite] of each suite that the results state
suites contains [name, i, suite] if {
	some name, _ in data.tunegate.lib.drift.facts
	some i, suite in data.tunegate.lib.drift.evaluation(name).document.safety_suites
}

# [model, index, suite, index, category] of each category that they state
categories contains [name, i, suite, j, category] if {
	some [name, i, suite] in suites
	some j, category in suite.categories
}

# [model, facts of a suite with outcomes item by item, what the results state of it]
recorded contains [name, facts, suite] if {
	some [name, i, suite] in suites
	some facts in data.tunegate.lib.drift.facts[name].suites
	facts.source == "records"
	facts.pointer == sprintf("/safety_suites/%d", [i])
}

# [model, index, evaluation] of each evaluation on the intended task
tasks contains [name, i, evaluation] if {
	some name, _ in data.tunegate.lib.drift.facts
	some i, evaluation in data.tunegate.lib.drift.evaluation(name).document.task_evaluations
}

# [model, index, test] of each adversarial test
attacks contains [name, i, test] if {
	some name, _ in data.tunegate.lib.drift.facts
	some i, test in data.tunegate.lib.drift.evaluation(name).document.adversarial_tests
}
