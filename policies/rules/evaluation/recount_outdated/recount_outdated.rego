# METADATA
# title: The recount is about other files
# description: >-
#   A recount holds for the raw files that it read and the outcomes that it compared them with, by digest. It
#   comes after the run, and before the results are finished.
# custom:
#   id: recount-outdated
#   severity: error
#   step: correct
#   remedy: >-
#     Recount: 'tunegate evidence recount --record'.
#   requirement: Raw outputs are kept, and are those that the numbers come from.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.3]
#     iso-42001: [A.6.2.4, clause 9.1]
package tunegate.rules.recount_outdated

import rego.v1

id := "recount-outdated"

deny contains data.tunegate.lib.recount.at(id, suite, "/recount", sprintf("%s: the recount %s", [suite.row.name, gap])) if {
	some suite in data.tunegate.lib.recount.suites
	suite.row.recount
	some gap in _gaps(suite.row)
}

_gaps(row) := ({"is of other raw files than the suite names" |
	{digest | some digest in row.recount.raw} != {file.digest | some side in ["base", "tuned", "base_again", "tuned_again"]; some file in row.raw_files[side]}
} | {"is of other outcomes than the suite names" |
	row.recount.records != row.records.digest
}) | {"was made before the runs finished" |
	row.recount.counted_at < row.run_at
}
