# METADATA
# title: The training run did not finish
# description: >-
#   The trainer's or the tracker's log says that it stopped before its last step. A checkpoint has such a log too,
#   although the run went on; a log of the same run that reached the last step settles it.
# custom:
#   id: run-unfinished
#   severity: error
#   step: correct
#   remedy: >-
#     Record the log of the run's end; where the run was stopped, finish it, or train again for the number of steps that
#     was meant.
#   requirement: What was evaluated is what the recorded run put out.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Annex IV(2)(a)]
package tunegate.rules.run_unfinished

import rego.v1

id := "run-unfinished"

deny contains object.union(
	data.tunegate.lib.facts.at(id, name, doc, "/output", sprintf("the training run did not finish: %s %s", [
		data.tunegate.lib.derived.words(source),
		_how(source),
	])),
	{"related": data.tunegate.lib.derived.places(source, _line(source), "how far the run came")},
) if {
	some [name, kind, doc] in data.tunegate.lib.derived.artefacts
	kind == "training-run"
	not doc.document.hosted # whose job is asked by hosted-run-unproven
	some source in doc.derived.sources
	source.facts.finished == false
	not _is_settled(doc, source)
}

# a log of as many steps reached the last one
_is_settled(doc, source) if {
	some other in doc.derived.sources
	other.facts.finished == true
	is_number(other.facts.last_step)
	other.facts.last_step == object.get(source.facts, "last_step", other.facts.last_step)
}

_how(source) := sprintf("stops at step %d of %d", [source.facts.step, source.facts.last_step]) if is_number(source.facts.step)

_how(source) := sprintf("has the status %s", [source.facts.status]) if is_string(source.facts.status)

_line(source) := {"line": line, "end_line": line} if line := object.get(source.facts, "line", 1)
