# METADATA
# title: The right to use copyrighted content is not documented
# description: >-
#   A licence, an analysis of fair use or an attestation of original creation goes with the copyright status that the
#   source states.
# custom:
#   id: copyright-basis-missing
#   severity: error
#   step: correct
#   remedy: Add what the finding names under 'legal_basis.copyright' of the source, or correct its status.
#   requirement: Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.copyright_basis_missing

import rego.v1

id := "copyright-basis-missing"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/legal_basis/copyright", sprintf(
	"the status %s needs %s",
	[stated.status, key],
)) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	stated := source.legal_basis.copyright
	key := _needed[stated.status]
	not stated[key]
}

_needed := {"licensed": "licence", "fair-use": "fair_use_analysis", "original-creation": "original_creation"}
