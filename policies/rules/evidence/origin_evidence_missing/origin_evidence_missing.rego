# METADATA
# title: The origin of a source is not documented
# description: >-
#   A vendor's data needs the contract, synthetic data its generator, and what customers submitted a consent or a
#   contract.
# custom:
#   id: origin-evidence-missing
#   severity: error
#   step: correct
#   remedy: Add what the finding names under 'legal_basis' of the source, or correct its 'origin'.
#   requirement: Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.origin_evidence_missing

import rego.v1

id := "origin-evidence-missing"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/legal_basis", sprintf(
	"the origin %s needs a %s",
	[source.origin, gap],
)) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	gap := _gap(source)
}

_gap(source) := key if {
	key := {"vendor": "contract", "synthetic": "generator"}[source.origin]
	not source.legal_basis[key]
}

_gap(source) := "consent or a contract" if {
	source.origin == "customer-submission"
	not source.legal_basis.consent
	not source.legal_basis.contract
}
