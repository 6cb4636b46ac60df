# METADATA
# title: The model has no disposition
# description: A model without a disposition has not been decided on.
# custom:
#   id: disposition-missing
#   severity: error
#   step: decide
#   remedy: Complete the evidence pack, then run 'tunegate disposition draft'.
#   requirement: A fine-tune counts as another model and needs its own disposition.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.1, MANAGE 1.4]
#     iso-42001: [A.6.2.5]
#     eu-ai-act: [Article 9(5)]
package tunegate.rules.disposition_missing

import rego.v1

id := "disposition-missing"

deny contains data.tunegate.lib.facts.at_model(id, name, sprintf("%s has no disposition in %s", [name, model.evidence.path])) if {
	some name, model in data.tunegate.lib.facts.judged
	not data.tunegate.lib.facts.dispositions[name]
	not is_object(model.evidence.baseline) # the rules on baselines say whether that counts
}
