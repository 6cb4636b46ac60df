# METADATA
# title: A condition of the disposition has lapsed
# description: A condition counts as met once its 'met_on' is set; after its due date an unmet one blocks.
# custom:
#   id: condition-lapsed
#   severity: error
#   step: decide
#   remedy: Have the condition's owner meet it, and get a new decision on the model.
#   requirement: A conditional decision holds only while its conditions do.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.3]
#     iso-42001: [clause 6.1.3]
#     eu-ai-act: [Article 9(2)(d)]
package tunegate.rules.condition_lapsed

import rego.v1

id := "condition-lapsed"

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/conditions/%d/due", [index]), sprintf(
	"the condition %s was due on %s; its owner is %s",
	[condition.id, condition.due, condition.owner],
)) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	some index, condition in doc.document.conditions
	condition.due < data.tunegate.lib.facts.today
	not condition.met_on
}
