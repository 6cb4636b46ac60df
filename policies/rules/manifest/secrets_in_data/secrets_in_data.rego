# METADATA
# title: Records hold keys that the scan does not account for
# description: >-
#   The records hold more text in the form of well-known services' keys than the manifest calls false positives.
#   The gate looks only for forms that are unmistakable; it is no scanner.
# custom:
#   id: secrets-in-data
#   severity: error
#   step: correct
#   remedy: >-
#     Revoke the keys, take them out of the data, and scan it again: 'tunegate evidence scan-data'. Where they were
#     made up, account for them under 'matches_disposition' as false positives.
#   requirement: What a scan found is accounted for, in the data as they are.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.10]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.secrets_in_data

import rego.v1

id := "secrets-in-data"

deny contains object.union(
	data.tunegate.lib.provenance.at(id, name, i, source, "/sensitivity_scan", sprintf("the records hold %d keys of well-known services, and %d secrets are accounted for as false positives", [held, accounted])),
	{"related": [{"path": found.path, "line": found.facts.marks.key_line, "end_line": found.facts.marks.key_line, "message": "the first one of this file"} |
		some found in files
		found.facts.marks.keys > 0
	]},
) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	data.tunegate.lib.provenance.is_current(name)
	files := data.tunegate.lib.provenance.records_of(name, i)
	held := sum([found.facts.marks.keys | some found in files])
	accounted := data.tunegate.lib.provenance.false_positives(source, "secrets")
	held > accounted
}
