# METADATA
# title: The origin of a source is not documented
# description: >-
#   A vendor's data needs the contract, synthetic data its generator, a public corpus its version, licence and card, what
#   customers submitted a consent or a contract, and personal data of an internal system that system and its purpose.
# custom:
#   id: origin-evidence-missing
#   severity: error
#   step: correct
#   remedy: Add what the finding names to the source ('corpus') or to its 'legal_basis', or correct its 'origin'.
#   requirement: Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.origin_evidence_missing

import rego.v1

id := "origin-evidence-missing"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/legal_basis", sprintf(
	"the origin %s needs %s",
	[source.origin, gap],
)) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	gap := _gap(source)
}

_gap(source) := sprintf("a %s", [key]) if {
	key := {"vendor": "contract", "synthetic": "generator"}[source.origin]
	not source.legal_basis[key]
}

_gap(source) := "a corpus, with its id, revision, licence and card" if {
	source.origin == "public-corpus"
	not source.corpus
}

_gap(source) := "an internal_system, with its owner and the purpose that the data was collected for" if {
	source.origin == "internal"
	source.legal_basis.personal_data.contains != "none"
	not source.legal_basis.internal_system
}

_gap(source) := "a consent or a contract" if {
	source.origin == "customer-submission"
	not source.legal_basis.consent
	not source.legal_basis.contract
}
