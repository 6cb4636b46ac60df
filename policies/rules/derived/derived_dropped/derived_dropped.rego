# METADATA
# title: A value that was derived is typed now
# description: >-
#   The base had a source for the value and the head has none, because its row, its file or what the file says is gone;
#   or the source is there, and the document no longer states the value. 'no_longer_derived' gives the reason, where
#   there is one.
# custom:
#   id: derived-dropped
#   severity: error
#   step: restore
#   remedy: >-
#     Put the source and its row back; or say with 'no_longer_derived' in the document why nothing gives the value any
#     more. Whoever signs the disposition signs that.
#   requirement: Evidence that was derived stays so unless there is a reason.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [clause 7.5.3]
package tunegate.rules.derived_dropped

import rego.v1

id := "derived-dropped"

deny contains data.tunegate.lib.facts.at(id, name, doc, row.pointer, sprintf(
	"%s of the %s was derived from %s (%s) at the base, and %s",
	[row.pointer, kind, row.path, row.kind, _now(row)],
)) if {
	some [name, kind, doc] in data.tunegate.lib.derived.artefacts
	some row in doc.derived.dropped
	is_null(row.reason)
}

_now(row) := "nothing gives what it says now" if row.stated

_now(row) := "is not stated now, though its source gives it" if not row.stated
