# METADATA
# title: Matches of a sensitivity scan are not accounted for
# description: Each match of a scan for personal data and secrets was removed, masked or kept for a reason.
# custom:
#   id: scan-matches-unexplained
#   severity: error
#   step: correct
#   remedy: Account for every match under 'sensitivity_scan.matches_disposition' of the source, or scan again.
#   requirement: Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.10]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.scan_matches_unexplained

import rego.v1

id := "scan-matches-unexplained"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/sensitivity_scan/matches", sprintf(
	"the scan has %d matches, and what became of %d is said",
	[source.sensitivity_scan.matches, accounted],
)) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	accounted := sum([row.count | some row in source.sensitivity_scan.matches_disposition])
	accounted != source.sensitivity_scan.matches
}
