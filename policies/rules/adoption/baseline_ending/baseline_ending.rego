# METADATA
# title: The baseline ends soon
# description: >-
#   For the last fourteen days of a baseline each check says how many are left.
# custom:
#   id: baseline-ending
#   severity: warning
#   step: decide
#   remedy: >-
#     Complete the evidence pack and decide on the model: 'tunegate disposition draft'.
#   requirement: What is let in unreviewed is let in for a time.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [clause 8.2]
package tunegate.rules.baseline_ending

import rego.v1

id := "baseline-ending"

warn contains data.tunegate.lib.facts.at(id, name, doc, "/expires", sprintf(
	"the baseline of %s ends on %s (days left: %d); after it, whatever touches the model blocks, and so does verify",
	[name, doc.document.expires, data.tunegate.lib.baselines.days_left(doc)],
)) if {
	some name, doc in data.tunegate.lib.baselines.in_force
	data.tunegate.lib.baselines.days_left(doc) <= data.tunegate.lib.baselines.warned
}
