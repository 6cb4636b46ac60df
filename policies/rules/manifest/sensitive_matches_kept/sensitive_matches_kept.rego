# METADATA
# title: Sensitive matches of a scan were kept
# description: >-
#   Secrets never stay in training data. Personal data and data of special categories stay only where the source says
#   that it holds them.
# custom:
#   id: sensitive-matches-kept
#   severity: error
#   step: correct
#   remedy: >-
#     Take the matches out of the data and scan again, or say under 'legal_basis.personal_data.contains' what the
#     source holds, with its basis.
#   requirement: What a scan found is accounted for, in the data as they are.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.10]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.sensitive_matches_kept

import rego.v1

id := "sensitive-matches-kept"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, sprintf("/sensitivity_scan/matches_disposition/%d", [j]), sprintf("%d matches of %s were kept%s", [row.count, row.category, gap])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	some j, row in source.sensitivity_scan.matches_disposition
	row.action == "kept"
	gap := _gap(row.category, source.legal_basis.personal_data.contains)
}

_gap("secrets", _) := ""

_gap("restricted-classification", _) := ", which nothing allows to train on"

_gap("personal-data", "none") := ", and the source is said to hold no personal data"

_gap("special-category-data", contains) := sprintf(", and the source is said to hold %s", [{"none": "no personal data", "personal": "no special categories"}[contains]])
