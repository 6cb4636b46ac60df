# METADATA
# title: A determination does not count
# description: >-
#   A determination for this state that does not answer its trigger: another owner, an expired one, a trigger that the
#   settings do not allow, or too few approvals.
# custom:
#   id: determination-rejected
#   severity: warning
#   step: decide
#   about: approval
#   remedy: Correct the determination, or get a new decision on the model.
#   requirement: Only the registered owner of a trigger can find its change not material, where the settings allow it.
#   mappings:
#     nist-ai-rmf: [GOVERN 2.1]
#     iso-42001: [A.3.2]
package tunegate.rules.determination_rejected

import rego.v1

id := "determination-rejected"

warn contains data.tunegate.lib.facts.at(id, name, doc, "", sprintf(
	"the determination on %s does not count: %s",
	[doc.document.trigger, concat("; ", sort(reasons))],
)) if {
	some [name, kind, doc] in data.tunegate.lib.facts.documents
	kind == "determination"
	data.tunegate.lib.triggers.for_head(name, doc)
	reasons := data.tunegate.lib.triggers.objections(name, doc)
	count(reasons) > 0
}
