# METADATA
# title: A model or data set can change without notice
# description: >-
#   A branch, a moving tag, an alias of a registry or no revision at all lets the content change without a change in this
#   repository. Whoever owns the trigger that the change would fire has to look: 'tunegate upstream' on a schedule.
# custom:
#   id: reference-floating
#   severity: warning
#   step: configure
#   remedy: Pin it to a commit, a digest or a dated snapshot, as the finding says.
#   requirement: An assessment holds for the revision that was assessed.
#   mappings:
#     nist-ai-rmf: [MANAGE 3.2]
#     iso-42001: [A.10.3]
package tunegate.rules.reference_floating

import rego.v1

id := "reference-floating"

warn contains {
	"rule": id,
	"model": name,
	"path": row.path,
	"line": row.line,
	"end_line": row.end_line,
	"element": row.key,
	"msg": sprintf("%s names no fixed version%s. %s", [row.value, _owned(name, row.surface), row.pin]),
} if {
	some name, model in data.tunegate.lib.facts.judged
	some row in model.floating
}

_owned(name, surface) := sprintf(" (%s watches it)", [owner]) if {
	owner := data.tunegate.lib.triggers.owner(name, data.tunegate.lib.tables.trigger_of[surface])
	is_string(owner)
}

_owned(name, surface) := "" if {
	is_null(data.tunegate.lib.triggers.owner(name, data.tunegate.lib.tables.trigger_of[surface]))
}
