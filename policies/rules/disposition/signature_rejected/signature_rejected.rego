# METADATA
# title: A signature or a review does not count
# description: >-
#   It is over other bytes, for another repository, by a key that is not listed, no more valid or revoked, or by
#   somebody who is not asked to approve. A signature on an older form counts for the document that this form gives.
# custom:
#   id: signature-rejected
#   severity: warning
#   step: sign
#   about: approval
#   remedy: >-
#     Take the signature out of the file, or sign again: 'tunegate disposition sign'.
#   requirement: Only those who are asked to approve can.
#   mappings:
#     nist-ai-rmf: [GOVERN 2.1]
#     iso-42001: [A.3.2]
package tunegate.rules.signature_rejected

import rego.v1

id := "signature-rejected"

warn contains {
	"rule": id,
	"model": name,
	"path": row.path,
	"line": row.line,
	"end_line": row.line,
	"msg": sprintf("the signature does not count: %s", [row.message]),
} if {
	some [name, doc] in _judged
	some row in doc.approval.rejected
}

# where the document has signatures of its own, what was signed before them is history
warn contains {
	"rule": id,
	"model": name,
	"path": row.path,
	"line": 1,
	"end_line": 1,
	"msg": sprintf("the signatures on form %d do not count for %s: %s", [row.form, doc.path, row.problem]),
} if {
	some [name, doc] in _judged
	not doc.approval.present
	some row in doc.approval.kept
	is_string(row.problem)
}

warn contains data.tunegate.lib.facts.at(
	id, name, doc, "",
	sprintf("the approval of %s by %s does not count: %s", [row.principal, row.by, _reasons[row.reason]]),
) if {
	some [name, doc] in _judged
	some row in doc.approval.uncounted
}

_reasons := {
	"not-an-approver": "it is none of the approvers",
	"method-not-allowed": "the configuration does not allow this method",
}

# the documents that are to count for the head; signatures of old determinations are history
_judged contains [name, doc] if some name, doc in data.tunegate.lib.facts.dispositions

_judged contains [name, doc] if some name, doc in data.tunegate.lib.baselines.documents

_judged contains [name, doc] if {
	some [name, kind, doc] in data.tunegate.lib.facts.documents
	kind == "determination"
	data.tunegate.lib.triggers.for_head(name, doc)
}
