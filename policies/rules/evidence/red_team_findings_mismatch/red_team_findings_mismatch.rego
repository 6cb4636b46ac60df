# METADATA
# title: Successes and findings of the red team do not fit
# description: >-
#   A pattern got the model to misbehave and no finding names it, or a finding names no pattern of the report, or one that
#   got nothing.
# custom:
#   id: red-team-findings-mismatch
#   severity: error
#   step: correct
#   remedy: Write a finding for each pattern that succeeded, and name the pattern of each finding.
#   requirement: The red-team report says what was found by which pattern of attack, and what became of it.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.7, MANAGE 1.3]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 15(5)]
package tunegate.rules.red_team_findings_mismatch

import rego.v1

id := "red-team-findings-mismatch"

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf(
	"%s (%s) succeeded %v times, and no finding names it",
	[pattern.id, pattern.name, pattern.successes],
)) if {
	some [name, doc, pointer, pattern] in data.tunegate.lib.red_team.patterns
	pattern.successes > 0
	count({finding | some finding in doc.document.findings; finding.pattern == pattern.id}) == 0
}

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf("the finding %s %s", [finding.id, gap])) if {
	some [name, doc, pointer, finding] in data.tunegate.lib.red_team.findings
	some gap in _gaps(name, finding)
}

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf("the id %s is that of several patterns", [pattern.id])) if {
	some [name, doc, pointer, pattern] in data.tunegate.lib.red_team.patterns
	count({other | some [model, _, other, row] in data.tunegate.lib.red_team.patterns; model == name; row.id == pattern.id}) > 1
}

_gaps(name, finding) := ({gap |
	not finding.pattern
	gap := "names no pattern: write the id of the one that found it under 'pattern'"
} | {gap |
	count(data.tunegate.lib.red_team.named(name, finding.pattern)) == 0
	gap := sprintf("names the pattern %s, which the report does not have", [finding.pattern])
}) | {gap |
	not finding.disposition in {"false-positive", "fixed"}
	some pattern in data.tunegate.lib.red_team.named(name, finding.pattern)
	pattern.successes == 0
	gap := sprintf("is %s, and its pattern %s has no success", [finding.disposition, finding.pattern])
}
