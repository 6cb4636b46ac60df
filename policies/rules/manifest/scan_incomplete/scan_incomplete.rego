# METADATA
# title: A source was not scanned for everything it should be
# description: Every source is scanned for personal data, secrets and classified content.
# custom:
#   id: scan-incomplete
#   severity: error
#   step: correct
#   remedy: >-
#     Scan for what the finding names ('tunegate evidence scan-data' runs a scanner), and list it under
#     'sensitivity_scan.categories'.
#   requirement: What a scan found is accounted for, in the data as they are.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.10]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.scan_incomplete

import rego.v1

id := "scan-incomplete"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/sensitivity_scan/categories", sprintf("the scan did not look for %s", [missing])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	some missing in ({"personal-data", "secrets", "restricted-classification"} - {one | some one in source.sensitivity_scan.categories})
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, sprintf("/sensitivity_scan/matches_disposition/%d", [j]), sprintf("matches of %s, which the scan did not look for", [row.category])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	some j, row in source.sensitivity_scan.matches_disposition
	not row.category in source.sensitivity_scan.categories
}
