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
	accounted := sum([row.count | some row in source.sensitivity_scan.matches_disposition; _counts(source, row)])
	accounted != source.sensitivity_scan.matches
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/sensitivity_scan/matches_disposition", sprintf(
	"the scan has %d matches of %s, and of %d it is said that they are kept or none",
	[number, category, accounted],
)) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	some category, number in _found(name, i, source)
	accounted := sum([row.count |
		some row in source.sensitivity_scan.matches_disposition
		row.category == category
		row.action in _still_there
	])
	accounted != number
}

# what a scan of the data as they are finds was neither removed nor masked
_still_there := {"false-positive", "kept"}

# of a scan of the data as they are, its counts by category: those of the manifest before those of the scan's record
_found(_, _, source) := source.sensitivity_scan.matches_by_category

_found(name, i, source) := found.facts.matches if {
	not source.sensitivity_scan.matches_by_category
	some found in data.tunegate.lib.provenance.told_of(name, i)
	found.kind == "data-scan"
	is_null(found.problem)
}

# where a scan of the data as they are searched for everything, other matches are of earlier scans
_counts(source, _) if not _is_whole(source)

_counts(_, row) if row.action in _still_there

_is_whole(source) if {
	counted := source.sensitivity_scan.matches_by_category
	every category in source.sensitivity_scan.categories {
		counted[category] >= 0
	}
}
