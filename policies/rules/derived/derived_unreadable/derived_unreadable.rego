# METADATA
# title: A source of the evidence cannot be read
# description: >-
#   A row of 'derived' names a file that is missing, cut off, or of a tool or version that no reader knows. What was
#   derived from it is not compared, so the row cannot stand.
# custom:
#   id: derived-unreadable
#   severity: error
#   step: restore
#   remedy: Restore the file, or have the tool write it again; then run 'tunegate evidence collect'.
#   requirement: What the evidence says follows from what was used and measured.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [clause 7.5.3]
package tunegate.rules.derived_unreadable

import rego.v1

id := "derived-unreadable"

deny contains data.tunegate.lib.derived.at_row(id, name, doc, source, sprintf("%s of the %s cannot be read: %s%s", [
	data.tunegate.lib.derived.words(source),
	kind,
	source.problem.msg,
	_place(source),
])) if {
	some [name, kind, source, doc] in data.tunegate.lib.derived.rows
	is_object(source.problem)
}

_place(source) := sprintf(" (line %d)", [source.problem.line]) if is_number(source.problem.line)

_place(source) := "" if not is_number(source.problem.line)
