# METADATA
# title: The decision does not open the gate
# description: A disposition that holds or declines the model blocks its deployment.
# custom:
#   id: disposition-decision
#   severity: error
#   step: decide
#   remedy: Resolve what the decision names, and get a new decision on the model.
#   requirement: Only proceed, conditional and restricted-pilot allow a deployment.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.1]
#     iso-42001: [A.6.2.5]
#     eu-ai-act: [Article 9(5)]
package tunegate.rules.disposition_decision

import rego.v1

id := "disposition-decision"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/decision", sprintf("the decision is %s", [doc.document.decision])) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	not doc.document.decision in data.tunegate.lib.tables.opening_decisions
}
