# METADATA
# title: An evaluation has more items than its test set, or items of the training data
# description: The test set is a file of this repository, or the same bytes as a file of the training data.
# custom:
#   id: evaluation-sample-mismatch
#   severity: error
#   step: correct
#   remedy: Write how many items were evaluated, and evaluate on items that nothing was trained on.
#   requirement: How well the fine-tune does its task is measured on a set of its own.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.3]
#     iso-42001: [A.6.2.4, A.7.4]
#     eu-ai-act: [Article 10(3)]
package tunegate.rules.evaluation_sample_mismatch

import rego.v1

id := "evaluation-sample-mismatch"

deny contains data.tunegate.lib.evaluation.at(id, name, pointer, sprintf(
	"%s: %v items are evaluated, and %s has %v",
	[evaluation.name, evaluation.dataset.items, set.path, set.items],
)) if {
	some [name, i, evaluation] in data.tunegate.lib.evaluation.tasks
	pointer := sprintf("/task_evaluations/%d/dataset", [i])
	some set in input.models[name].evidence.test_sets
	set.pointer == pointer
	evaluation.dataset.items > set.items
}

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/task_evaluations/%d/dataset", [i]), sprintf(
	"%s: the test set is a file of the training data, %s",
	[evaluation.name, file.path],
)) if {
	some [name, i, evaluation] in data.tunegate.lib.evaluation.tasks
	some file in input.models[name].reviewed.training_files
	file.digest == evaluation.dataset.digest
}

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/safety_suites/%d", [i]), sprintf(
	"%s: the test set is a file of the training data, %s",
	[suite.name, file.path],
)) if {
	some [name, i, suite] in data.tunegate.lib.evaluation.suites
	some file in input.models[name].reviewed.training_files
	file.digest == suite.dataset_digest
}
