# METADATA
# title: The contract for a source has ended
# description: A contract that allowed training allows it until the day that it names.
# custom:
#   id: source-contract-ended
#   severity: error
#   step: correct
#   remedy: Renew the contract and correct 'ends', or take the source out of the training data.
#   requirement: Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.source_contract_ended

import rego.v1

id := "source-contract-ended"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/legal_basis/contract/ends", sprintf(
	"the contract ended on %s",
	[ends],
)) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	ends := source.legal_basis.contract.ends
	ends < data.tunegate.lib.facts.today
}
