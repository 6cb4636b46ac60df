# METADATA
# title: Personal data has no documented legal basis
# description: >-
#   Personal data needs a basis under GDPR Article 6 and a purpose; special categories need a condition under Article
#   9, too. Consent is that of a record of it, and legitimate interests are balanced in an assessment.
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
	some gap in (_gaps(source.legal_basis.personal_data) | _unsupported(source.legal_basis))
}

# a basis that rests on something else, which has to be there
_unsupported(basis) := {gap |
	basis.personal_data.contains != "none"
	_is_by_consent(basis.personal_data)
	not basis.consent
	gap := "the basis is consent, and there is none under 'legal_basis.consent'"
} | {gap |
	basis.personal_data.contains != "none"
	basis.personal_data.article6_basis == "legitimate-interests"
	not basis.personal_data.assessment
	gap := "legitimate interests need an assessment that balances them"
}

_is_by_consent(stated) if stated.article6_basis == "consent"

_is_by_consent(stated) if stated.article9_condition == "explicit-consent"

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
