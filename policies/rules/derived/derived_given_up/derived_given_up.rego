# METADATA
# title: A value that was derived is typed now, with a reason
# description: The document says why. Whoever approves the disposition approves that, too.
# custom:
#   id: derived-given-up
#   severity: warning
#   step: correct
#   remedy: Nothing, if the reason holds; otherwise put the source back.
#   requirement: Evidence that was derived stays so unless there is a reason.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [clause 7.5.3]
package tunegate.rules.derived_given_up

import rego.v1

id := "derived-given-up"

warn contains data.tunegate.lib.facts.at(id, name, doc, row.pointer, sprintf(
	"%s of the %s was derived from %s (%s) at the base, and is typed now: %s",
	[row.pointer, kind, row.path, row.kind, data.tunegate.lib.facts.short(row.reason)],
)) if {
	some [name, kind, doc] in data.tunegate.lib.derived.artefacts
	some row in doc.derived.dropped
	is_string(row.reason)
}
