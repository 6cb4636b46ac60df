# METADATA
# title: The disposition was withdrawn
# description: >-
#   A withdrawal at the head, the base, the tip of its branch or the trusted branch takes back every disposition of its
#   state that is not later than it.
# custom:
#   id: disposition-withdrawn
#   severity: error
#   step: decide
#   remedy: Get a new decision on the model, with 'tunegate disposition draft'.
#   requirement: A decision that was taken back does not come back.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4, MANAGE 4.1]
#     iso-42001: [A.6.2.6, clause 10.2]
#     eu-ai-act: [Article 20(1)]
package tunegate.rules.disposition_withdrawn

import rego.v1

id := "disposition-withdrawn"

deny contains data.tunegate.lib.facts.at(
	id, name, doc, "/decision",
	sprintf("the disposition does not count: %s", [data.tunegate.lib.earlier.withdrawn(row)]),
) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	some row in data.tunegate.lib.earlier.of_disposition(name, doc)
}
