# METADATA
# title: The raw outputs do not name the models that are pinned
# description: >-
#   What a harness calls a model can be another name for the same weights, or another model. Where the names differ, or
#   the files name none, the results say why they are of the pinned models all the same.
# custom:
#   id: run-model-unconfirmed
#   severity: error
#   step: correct
#   remedy: Run the model that is pinned, or say under reading.models.explanation what it is called in the run (--model-note).
#   requirement: Base model and fine-tune are scored on the same set.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.3]
#     iso-42001: [A.6.2.4]
package tunegate.rules.run_model_unconfirmed

import rego.v1

id := "run-model-unconfirmed"

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/safety_suites/%d/reading/models", [i]), sprintf(
	"%s: the run of the %s %s",
	[suite.name, data.tunegate.lib.drift.side_name[side], gap],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.evaluation(name)
	some i, suite in doc.document.safety_suites
	suite.records
	not suite.reading.models.explanation
	some side, opposite in {"base": "tuned", "tuned": "base"}
	count(data.tunegate.lib.drift.pins(name, side)) > 0
	some gap in _gaps(name, suite, side, opposite)
}

_gaps(name, suite, side, opposite) := ({gap |
	not suite.reading.models[side]
	gap := "does not name its model"
} | {gap |
	run := suite.reading.models[side]
	not data.tunegate.lib.drift.is_pinned(name, side, run)
	not data.tunegate.lib.drift.is_pinned(name, opposite, run) # which is an error of evaluation-models-swapped
	gap := sprintf("is of %s, which its surface does not name", [run])
}) | {gap |
	revision := suite.reading.models[sprintf("%s_revision", [side])]
	data.tunegate.lib.drift.pins_revision(name, side)
	not data.tunegate.lib.drift.is_revision(name, side, revision)
	gap := sprintf("is of the revision %s, which its surface does not name", [revision])
}
