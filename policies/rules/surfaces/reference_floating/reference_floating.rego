# METADATA
# title: A base model or data set can change without notice
# description: A branch, a moving tag or no revision at all lets the content change without a change in this repository.
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
	"msg": sprintf("%s names no fixed version. %s", [row.value, row.pin]),
} if {
	some name, model in data.tunegate.lib.facts.judged
	some row in model.floating
}
