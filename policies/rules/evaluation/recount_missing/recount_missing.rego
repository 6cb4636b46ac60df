# METADATA
# title: Nobody recounted the raw outputs
# description: >-
#   The check counts the outcomes in the pack and does not read raw files. 'tunegate evidence recount --record'
#   reads them for whoever signs, and writes beside each suite what they say, with their digests.
# custom:
#   id: recount-missing
#   severity: warning
#   step: correct
#   remedy: >-
#     Run 'tunegate evidence recount --record', with '--from FOLDER' where the raw files are kept elsewhere.
#   requirement: Raw outputs are kept, and are those that the numbers come from.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.3]
#     iso-42001: [A.6.2.4, clause 9.1]
package tunegate.rules.recount_missing

import rego.v1

id := "recount-missing"

warn contains data.tunegate.lib.recount.at(id, suite, "", sprintf("%s: nobody counted its raw files again", [suite.row.name])) if {
	some suite in data.tunegate.lib.recount.suites
	is_string(suite.row.records.path)
	not suite.row.recount
}
