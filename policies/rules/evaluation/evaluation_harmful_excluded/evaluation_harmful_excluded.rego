# METADATA
# title: Prompts of a refusal class are set aside as harmless
# description: >-
#   Harmless prompts are not compared. A category whose name says a class, or whose other prompts have one, is
#   harmless only where the settings say so.
# custom:
#   id: evaluation-harmful-excluded
#   severity: error
#   step: correct
#   remedy: >-
#     Import the category with its class. If its prompts should be answered, set it to 'harmless' in
#     settings.alignment_classes on the base branch first.
#   requirement: Over-refusal is told apart from refusals that are meant.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_harmful_excluded

import rego.v1

id := "evaluation-harmful-excluded"

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("%s/over_refusal", [suite.pointer]), sprintf(
	"%v outcomes of %s of %s are set aside as harmless, and it is of the class %s; where its prompts should be answered, settings.alignment_classes says so",
	[row.n, row.category, suite.suite, row.named],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some suite in drift.suites
	some row in suite.harmless
	is_string(row.named)
	object.get(input.settings, ["alignment_classes", row.category], row.named) != "harmless"
}
