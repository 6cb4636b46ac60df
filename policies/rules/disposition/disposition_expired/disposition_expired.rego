# METADATA
# title: The disposition has expired
# description: >-
#   'expires' is the last day on which the disposition holds.
# custom:
#   id: disposition-expired
#   severity: error
#   step: decide
#   remedy: Get a new decision on the model, with 'tunegate disposition draft'.
#   requirement: A disposition holds until the day that it names.
#   mappings:
#     nist-ai-rmf: [GOVERN 1.5]
#     iso-42001: [clause 8.2]
#     eu-ai-act: [Article 9(2)]
package tunegate.rules.disposition_expired

import rego.v1

id := "disposition-expired"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/expires", sprintf("the disposition expired on %s", [doc.document.expires])) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	doc.document.expires < data.tunegate.lib.facts.today
}
