# METADATA
# title: A suite was run in another way than before
# description: >-
#   Another judge, sampling or system prompt than in the results of the base commit, items of another class, or a model
#   that answers what it refused there: the two reviews do not say the same.
# custom:
#   id: evaluation-changed
#   severity: warning
#   step: correct
#   remedy: Look at these items. Run the suite as it was run before, or say under 'limitations' of the evaluation results why not.
#   requirement: Base model and fine-tune are scored on the same set, in the same way.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.5]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_changed

import rego.v1

id := "evaluation-changed"

warn contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%s: the %s was %s in the base commit's results, and is %s",
	[row.suite, row.what, row.before, row.now],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	some row in input.models[name].evidence.tested_before.conditions
}

warn contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%v items of %s of %s that the base model refuses in the base commit's results it answers in this change's: %s",
	[row.yielded, row.category, row.suite, data.tunegate.lib.drift.some_of(row.yielded_names, row.yielded)],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	before := input.models[name].evidence.tested_before
	not "base_model" in before.changed
	some row in before.categories
	row.yielded > 0
}

warn contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%v items of %s of %s that the fine-tune refuses in the base commit's results it answers in this change's: %s",
	[row.turned, row.category, row.suite, data.tunegate.lib.drift.some_of(row.turned_names, row.turned)],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	some row in input.models[name].evidence.tested_before.categories
	row.turned > 0
}

warn contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%v items of %s of %s in the base commit's results are of another class in this change's: %s",
	[row.moved, row.category, row.suite, data.tunegate.lib.drift.some_of(row.moved_names, row.moved)],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	some row in input.models[name].evidence.tested_before.categories
	row.moved > 0
}
