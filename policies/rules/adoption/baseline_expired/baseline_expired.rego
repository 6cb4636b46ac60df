# METADATA
# title: The baseline has expired
# description: >-
#   After its last day nothing lets the model in: whatever touches it blocks, and so does verify.
# custom:
#   id: baseline-expired
#   severity: error
#   step: decide
#   remedy: >-
#     Complete the evidence pack and decide on the model ('tunegate disposition draft'). Those who are asked to approve
#     can renew the baseline once more: 'tunegate adopt --renew'.
#   requirement: What is let in unreviewed is let in for a time.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.4, MANAGE 4.1]
#     iso-42001: [clause 8.2]
package tunegate.rules.baseline_expired

import rego.v1

id := "baseline-expired"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/expires", sprintf(
	"the baseline of %s expired on %s",
	[name, doc.document.expires],
)) if {
	some name, doc in data.tunegate.lib.baselines.documents
	data.tunegate.lib.baselines.is_expired(doc)
}
