# METADATA
# title: The numbers or dates of the red team are impossible
# description: More attacks succeed than were tried, or the testing ends before it begins.
# custom:
#   id: red-team-counts-impossible
#   severity: error
#   step: correct
#   remedy: Correct them from the transcripts.
#   requirement: The red-team report gives the results of testing that took place.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.7]
#     iso-42001: [A.6.2.4]
package tunegate.rules.red_team_counts_impossible

import rego.v1

id := "red-team-counts-impossible"

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf(
	"%s: %v of %v attempts succeed",
	[pattern.id, pattern.successes, pattern.attempts],
)) if {
	some [name, doc, pointer, pattern] in data.tunegate.lib.red_team.patterns
	pattern.successes > pattern.attempts
}

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf(
	"%s: %v of %v attempts of the retest succeed",
	[finding.id, finding.retest.successes, finding.retest.attempts],
)) if {
	some [name, doc, pointer, finding] in data.tunegate.lib.red_team.findings
	finding.retest.successes > finding.retest.attempts
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/performed_at", sprintf(
	"the testing ends on %s and begins on %s",
	[doc.document.performed_at.until, doc.document.performed_at.from],
)) if {
	some name, doc in data.tunegate.lib.red_team.reports
	doc.document.performed_at.until < doc.document.performed_at.from
}
