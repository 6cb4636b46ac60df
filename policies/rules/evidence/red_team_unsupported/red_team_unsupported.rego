# METADATA
# title: The red-team report claims what it does not show
# description: >-
#   A finding is fixed or mitigated and was not tried again, the attack still succeeds and nobody accepts that, or the report
#   names no transcripts. A report that the base branch has already is not asked for either.
# custom:
#   id: red-team-unsupported
#   severity: error
#   step: correct
#   remedy: Try the attack again with the fix or the control in place, and name the transcripts with their digests.
#   requirement: The red-team report gives results, and what became of each finding.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.7, MANAGE 1.3]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 15(5)]
package tunegate.rules.red_team_unsupported

import rego.v1

id := "red-team-unsupported"

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf(
	"%s is %s, and was not tried again: say under 'retest' when, how often, and with which result",
	[finding.id, finding.disposition],
)) if {
	some [name, doc, pointer, finding] in data.tunegate.lib.red_team.findings
	data.tunegate.lib.former.is_brought(name, "red-team-report")
	finding.disposition in {"fixed", "mitigated"}
	not finding.retest
}

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf(
	"%s is %s, and %v of %v attempts of the retest succeed: say under 'accepted_by' who accepts that",
	[finding.id, finding.disposition, finding.retest.successes, finding.retest.attempts],
)) if {
	some [name, doc, pointer, finding] in data.tunegate.lib.red_team.findings
	finding.disposition in {"fixed", "mitigated"}
	finding.retest.successes > 0
	not finding.accepted_by
}

deny contains data.tunegate.lib.facts.at(
	id, name, doc, "",
	"the report names no transcripts: list them under 'raw_files', with their digests",
) if {
	some name, doc in data.tunegate.lib.red_team.reports
	data.tunegate.lib.former.is_brought(name, "red-team-report")
	not doc.document.raw_files
}
