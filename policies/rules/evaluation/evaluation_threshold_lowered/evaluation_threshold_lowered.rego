# METADATA
# title: Less is asked of the fine-tune than before
# description: >-
#   The base commit's evaluation has a threshold that is missing or lower here, or another metric or direction. With a
#   reason it is a warning.
# custom:
#   id: evaluation-threshold-lowered
#   severity: error
#   step: correct
#   remedy: Set the threshold as it was, or say under 'threshold_reason' of the evaluation why less is asked.
#   requirement: How well the fine-tune does its task is measured, and the decision rests on it.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.3, MEASURE 2.1]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_threshold_lowered

import rego.v1

id := "evaluation-threshold-lowered"

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/task_evaluations/%d", [i]), sprintf("%s: %s", [evaluation.name, what])) if {
	some [name, i, evaluation, former, what] in _lowered
	not _says_why(evaluation, former)
}

warn contains data.tunegate.lib.evaluation.at(id, name, sprintf("/task_evaluations/%d", [i]), sprintf(
	"%s: %s: %s",
	[evaluation.name, what, evaluation.threshold_reason],
)) if {
	some [name, i, evaluation, former, what] in _lowered
	_says_why(evaluation, former)
}

_lowered contains [name, i, evaluation, former, what] if {
	some [name, i, evaluation] in data.tunegate.lib.evaluation.tasks
	some former in input.models[name].evidence.before["evaluation-results"].evaluations
	former.name == evaluation.name
	some what in _what(evaluation, former)
}

_asks(evaluation) if is_number(evaluation.threshold)

# a reason of the base commit was for what was lowered there
_says_why(evaluation, former) if evaluation.threshold_reason != former.threshold_reason

_what(evaluation, former) := {what |
	not _asks(evaluation)
	what := sprintf("the base commit has a threshold, %v, and there is none now", [former.threshold])
} | ({what |
	_asks(evaluation)
	evaluation.higher_is_better != former.higher_is_better
	what := "in the base commit's results another direction is better"
} | ({what |
	_asks(evaluation)
	evaluation.metric != former.metric
	what := sprintf("the base commit's threshold is of another metric (%s)", [former.metric])
} | {what |
	_asks(evaluation)
	evaluation.higher_is_better == former.higher_is_better
	_is_less(evaluation, former)
	what := sprintf("the threshold is %v, and %v in the base commit's results", [evaluation.threshold, former.threshold])
}))

_is_less(evaluation, former) if {
	evaluation.higher_is_better
	evaluation.threshold < former.threshold
}

_is_less(evaluation, former) if {
	not evaluation.higher_is_better
	evaluation.threshold > former.threshold
}
