# METADATA
# title: A test was run before the training ended
# description: Results of a run that finished before the training run on record ended are about another model.
# custom:
#   id: evaluation-before-training
#   severity: error
#   step: correct
#   remedy: >-
#     Run it on the output of this training run and import it, or correct the times in the training run's
#     record.
#   requirement: A fine-tune counts as another model, and the results of one say nothing about the next.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.3]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_before_training

import rego.v1

id := "evaluation-before-training"

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("%s/run_at", [suite.pointer]), sprintf(
	"%s was run by %s, before the training run ended at %s",
	[suite.suite, suite.ran_at, input.models[name].evidence.trained_until],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some suite in drift.suites
	_is_before(name, suite.ran_at)
}

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("%s/reading/finished_at/tuned", [suite.pointer]), sprintf(
	"%s: the run of the fine-tune finished at %s, before the training run ended at %s",
	[suite.suite, suite.tuned_at, input.models[name].evidence.trained_until],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some suite in drift.suites
	_is_before(name, suite.tuned_at)
}

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/task_evaluations/%d", [i]), sprintf(
	"%s was run at %s, before the training run ended at %s",
	[evaluation.name, evaluation.run_at, input.models[name].evidence.trained_until],
)) if {
	some [name, i, evaluation] in data.tunegate.lib.evaluation.tasks
	_is_before(name, evaluation.run_at)
}

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/adversarial_tests/%d", [i]), sprintf(
	"%s was run at %s, before the training run ended at %s",
	[test.name, test.run_at, input.models[name].evidence.trained_until],
)) if {
	some [name, i, test] in data.tunegate.lib.evaluation.attacks
	_is_before(name, test.run_at)
}

_is_before(name, moment) if {
	is_string(moment)
	moment < input.models[name].evidence.trained_until
}
