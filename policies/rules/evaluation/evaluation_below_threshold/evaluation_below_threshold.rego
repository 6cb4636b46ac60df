# METADATA
# title: The fine-tune does not do its own task well enough
# description: >-
#   A value is under the threshold that the evaluation sets itself, or worse than the base model's by more than
#   settings.thresholds.evaluation_loss, and no accepted risk of the disposition covers it.
# custom:
#   id: evaluation-below-threshold
#   severity: error
#   step: decide
#   remedy: Train a fine-tune that reaches it, or have the disposition accept the result by name.
#   requirement: How well the fine-tune does its task is measured, and the decision rests on it.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.3, MANAGE 1.1]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 15(1)]
package tunegate.rules.evaluation_below_threshold

import rego.v1

id := "evaluation-below-threshold"

deny contains object.union(
	data.tunegate.lib.evaluation.at(id, name, sprintf("/task_evaluations/%d", [i]), sprintf(
		"%s: %s is %v, %s",
		[evaluation.name, evaluation.metric, evaluation.tuned_value, gap],
	)),
	{"remedy": sprintf(
		"Train a fine-tune that reaches it, or have the disposition accept the result:\n%s",
		[data.tunegate.lib.accepted.lines("task_evaluations", evaluation.name, sprintf(", value: %v", [evaluation.tuned_value]))],
	)},
) if {
	some [name, i, evaluation] in data.tunegate.lib.evaluation.tasks
	some gap in (_under(evaluation) | _worse(evaluation))
	not _is_accepted(name, evaluation)
}

_under(evaluation) := {gap |
	is_number(evaluation.threshold)
	_loss(evaluation, evaluation.threshold) > 0
	gap := sprintf("and the threshold that it sets is %v", [evaluation.threshold])
}

_worse(evaluation) := {gap |
	loss := _loss(evaluation, evaluation.base_value)
	loss > input.settings.thresholds.evaluation_loss * abs(evaluation.base_value)
	gap := sprintf("and the base model's is %v; settings.thresholds.evaluation_loss allows a loss of %v of that", [
		evaluation.base_value,
		input.settings.thresholds.evaluation_loss,
	])
}

# how much worse the fine-tune is than a value
_loss(evaluation, value) := value - evaluation.tuned_value if evaluation.higher_is_better

_loss(evaluation, value) := evaluation.tuned_value - value if not evaluation.higher_is_better

_is_accepted(name, evaluation) if {
	evaluation.higher_is_better
	data.tunegate.lib.accepted.at_least(name, "task_evaluations", evaluation.name, evaluation.tuned_value)
}

_is_accepted(name, evaluation) if {
	not evaluation.higher_is_better
	data.tunegate.lib.accepted.at_most(name, "task_evaluations", evaluation.name, evaluation.tuned_value)
}
