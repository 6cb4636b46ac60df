# METADATA
# title: The decision does not open the gate
# custom:
#   id: disposition-decision
#   severity: error
#   remedy: Resolve what the decision names, and have the model decided on again.
#   requirement: Only proceed, conditional and restricted-pilot allow a deployment.
package tunegate.rules.disposition_decision

import data.tunegate.lib.facts
import data.tunegate.lib.tables
import rego.v1

id := "disposition-decision"

deny contains facts.at(id, name, doc, "/decision", sprintf("the decision is %s", [doc.document.decision])) if {
	some name, doc in facts.dispositions
	not doc.document.decision in tables.opening_decisions
}
