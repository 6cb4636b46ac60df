# METADATA
# title: A contract does not permit training
# description: >-
#   The contract for a source, or the terms of the generator that made it, say that models must not be trained on it.
# custom:
#   id: training-not-permitted
#   severity: error
#   step: correct
#   remedy: Take the source out of the training data, or agree on terms that permit training and record them.
#   requirement: Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.training_not_permitted

import rego.v1

id := "training-not-permitted"

deny contains data.tunegate.lib.provenance.at(
	id,
	name,
	i,
	source,
	"/legal_basis/contract/permits_training",
	"the contract does not permit training",
) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	source.legal_basis.contract.permits_training == false
}

deny contains data.tunegate.lib.provenance.at(
	id,
	name,
	i,
	source,
	"/legal_basis/generator/terms/permits_training",
	"the generator's terms do not permit training",
) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	source.legal_basis.generator.terms.permits_training == false
}
