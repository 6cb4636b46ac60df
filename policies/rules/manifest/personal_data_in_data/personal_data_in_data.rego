# METADATA
# title: Records hold e-mail addresses but are said to hold no personal data
# description: >-
#   The records hold more e-mail addresses than the manifest calls false positives, and the source is said to hold
#   no personal data. Reserved domains (example.com, .test) do not count.
# custom:
#   id: personal-data-in-data
#   severity: warning
#   step: correct
#   remedy: >-
#     Remove or replace the addresses, or say that the source holds personal data. Account for addresses that belong
#     to nobody under 'matches_disposition' as false positives.
#   requirement: What a scan found is accounted for, in the data as they are.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.10]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.personal_data_in_data

import rego.v1

id := "personal-data-in-data"

warn contains object.union(
	data.tunegate.lib.provenance.at(id, name, i, source, "/legal_basis/personal_data", sprintf("the records hold %d mailboxes, and the source is said to hold no personal data", [held])),
	{"related": [{"path": found.path, "line": found.facts.marks.mailbox_line, "end_line": found.facts.marks.mailbox_line, "message": "the first one of this file"} |
		some found in files
		found.facts.marks.mailboxes > 0
	]},
) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	data.tunegate.lib.provenance.is_current(name)
	source.legal_basis.personal_data.contains == "none"
	files := data.tunegate.lib.provenance.records_of(name, i)
	held := sum([found.facts.marks.mailboxes | some found in files])
	held > data.tunegate.lib.provenance.false_positives(source, "personal-data")
}
