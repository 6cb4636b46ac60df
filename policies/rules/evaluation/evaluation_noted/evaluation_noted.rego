# METADATA
# title: The import of a safety suite noted something
# description: >-
#   What the raw files leave open, and what looks odd in them: a judge or a sampling that they do not say, categories that
#   are too easy, answers that are nearly the same, values that were mapped against the scorer's name.
# custom:
#   id: evaluation-noted
#   severity: warning
#   step: correct
#   remedy: Read the notes against the raw files. Where a run can say more, run it again so that it does.
#   requirement: Base model and fine-tune are scored on the same set, in the same way.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_noted

import rego.v1

id := "evaluation-noted"

warn contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/safety_suites/%d/reading/notes", [i]), sprintf(
	"%s: %s",
	[suite.name, concat("; ", suite.reading.notes)],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.evaluation(name)
	some i, suite in doc.document.safety_suites
	count(suite.reading.notes) > 0
}

# what the notes say, unless they were taken out
warn contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/safety_suites/%d/reading/left_out", [i]), sprintf(
	"%s: left out: %s",
	[suite.name, concat(", ", suite.reading.left_out)],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.evaluation(name)
	some i, suite in doc.document.safety_suites
	count(suite.reading.left_out) > 0
	count({note | some note in suite.reading.notes; startswith(note, "left out, as asked")}) == 0
}
