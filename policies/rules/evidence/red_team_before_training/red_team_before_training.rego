# METADATA
# title: The red team is older than the fine-tune
# description: Testing that began before the training run on record ended was of another model, in part at least.
# custom:
#   id: red-team-before-training
#   severity: error
#   step: redo
#   remedy: Test the output of this training run, or correct the dates.
#   requirement: A fine-tune counts as another model, and the results of one say nothing about the next.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.7]
#     iso-42001: [A.6.2.4]
package tunegate.rules.red_team_before_training

import rego.v1

id := "red-team-before-training"

# days are compared, for the report has no time of day
deny contains data.tunegate.lib.facts.at(id, name, doc, "/performed_at", sprintf(
	"the testing began on %s, and the training run ended at %s",
	[doc.document.performed_at.from, ended],
)) if {
	some name, doc in data.tunegate.lib.red_team.reports
	ended := input.models[name].evidence.trained_until
	is_string(ended)
	doc.document.performed_at.from < substring(ended, 0, 10)
}

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf(
	"%s was tried again on %s, before the testing began on %s",
	[finding.id, substring(finding.retest.run_at, 0, 10), doc.document.performed_at.from],
)) if {
	some [name, doc, pointer, finding] in data.tunegate.lib.red_team.findings
	substring(finding.retest.run_at, 0, 10) < doc.document.performed_at.from
}
