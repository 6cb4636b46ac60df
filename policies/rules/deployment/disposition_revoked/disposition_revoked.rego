# METADATA
# title: The trusted branch has taken the disposition back
# description: >-
#   The commit's own disposition opens the gate, but a later one of the same state, on the trusted branch, does not. An
#   older commit does not bring the earlier decision back.
# custom:
#   id: disposition-revoked
#   severity: error
#   step: decide
#   remedy: Deploy a state whose disposition holds, or get a new decision on this one.
#   requirement: What counts is the latest decision.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4, MANAGE 4.1]
#     iso-42001: [A.6.2.6, clause 10.2]
#     eu-ai-act: [Article 20(1)]
package tunegate.rules.disposition_revoked

import rego.v1

id := "disposition-revoked"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/decision", sprintf(
	"the decision on this state is %s since %s, by %s on %s",
	[latest.decision, latest.decided_at, latest.path, input.verification.trusted.name],
)) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	latest := input.verification.trusted.models[name].disposition
	latest.state == doc.made_for.state
	latest.decided_at >= doc.document.decided_at
	not latest.decision in data.tunegate.lib.tables.opening_decisions
}
