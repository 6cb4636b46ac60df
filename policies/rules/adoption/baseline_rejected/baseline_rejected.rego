# METADATA
# title: The baseline does not count
# description: >-
#   It is not approved, is for another state than the head, runs too long, follows a disposition, or does not
#   renew the base's. Nothing else lets such a model in.
# custom:
#   id: baseline-rejected
#   severity: error
#   step: sign
#   about: approval
#   remedy: >-
#     Correct what is named and have it signed ('tunegate adopt', 'tunegate disposition sign'), or decide on the model:
#     'tunegate disposition draft'.
#   requirement: Nothing is let in unreviewed without somebody who answers for it.
#   mappings:
#     nist-ai-rmf: [GOVERN 2.1, MANAGE 1.1]
#     iso-42001: [A.3.2]
package tunegate.rules.baseline_rejected

import rego.v1

id := "baseline-rejected"

deny contains data.tunegate.lib.facts.at(
	id, name, doc, "",
	sprintf("the baseline does not count: %s", [concat("; ", sort(reasons))]),
) if {
	some name, doc in data.tunegate.lib.baselines.documents
	reasons := data.tunegate.lib.baselines.objections(name, doc)
	count(reasons) > 0
}
