# METADATA
# title: The loss of the training run was not a number
# description: >-
#   A log of the run shows losses or final metrics that are NaN or infinite. Such weights may be broken, and a
#   metric that was typed instead comes from nowhere.
# custom:
#   id: run-diverged
#   severity: error
#   step: correct
#   remedy: >-
#     Find out why the loss diverged, train again, and record that run.
#   requirement: The training-run record is of a run that can be investigated.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.5]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Annex IV(2)(a)]
package tunegate.rules.run_diverged

import rego.v1

id := "run-diverged"

deny contains object.union(
	data.tunegate.lib.facts.at(id, name, doc, "/output", sprintf("%s has %d losses or metrics that are not numbers", [
		data.tunegate.lib.derived.words(source),
		source.facts.not_numbers,
	])),
	{"related": [{"path": source.path, "line": note.line, "end_line": note.line, "message": note.msg} | some note in source.notes]},
) if {
	some [name, kind, doc] in data.tunegate.lib.derived.artefacts
	kind == "training-run"
	some source in doc.derived.sources
	source.facts.not_numbers > 0
}
