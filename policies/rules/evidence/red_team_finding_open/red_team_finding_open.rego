# METADATA
# title: A red-team finding has no answer
# description: An open finding blocks; one that is accepted names who accepts it, one that is mitigated names the control.
# custom:
#   id: red-team-finding-open
#   severity: error
#   step: correct
#   security-severity: "7.0"
#   remedy: Fix the finding, mitigate it with a control that is named, or have its risk accepted by name.
#   requirement: The red-team report says of each finding what became of it.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.7, MANAGE 1.3]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6), Article 15(5)]
package tunegate.rules.red_team_finding_open

import rego.v1

id := "red-team-finding-open"

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/findings/%d/disposition", [i]), sprintf(
	"the finding %s (%s) %s",
	[finding.id, finding.severity, gap],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["red-team-report"]
	some i, finding in doc.document.findings
	some gap in _gaps(finding)
}

_gaps(finding) := ({gap |
	finding.disposition == "open"
	gap := "is open"
} | {gap |
	finding.disposition == "accepted"
	not finding.accepted_by
	gap := "is accepted by nobody"
}) | {gap |
	finding.disposition == "mitigated"
	not finding.control
	gap := "is mitigated by no control that is named"
}
