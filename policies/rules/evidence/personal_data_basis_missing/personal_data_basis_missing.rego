# METADATA
# title: Personal data has no documented legal basis
# description: >-
#   Personal data needs a basis under GDPR Article 6 and a purpose; special categories need a condition under Article
#   9, too.
# custom:
#   id: personal-data-basis-missing
#   severity: error
#   step: correct
#   remedy: >-
#     Add what is missing under 'legal_basis.personal_data' of the source, or take the personal data out of the
#     training data.
#   requirement: Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.10]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.personal_data_basis_missing

import rego.v1

id := "personal-data-basis-missing"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/legal_basis/personal_data", gap) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	some gap in _gaps(source.legal_basis.personal_data)
}

_gaps(stated) := {gap |
	stated.contains != "none"
	some key, gap in {
		"article6_basis": "personal data needs a basis under GDPR Article 6",
		"purpose": "personal data needs a documented purpose",
	}
	not stated[key]
} | {gap |
	stated.contains == "special-categories"
	not stated.article9_condition
	gap := "special categories need a condition under GDPR Article 9"
}
