# METADATA
# title: The raw files changed and what they show did not
# description: >-
#   A test that was run again differs in its time at least. Here only the digests of the raw files differ from the
#   base commit's document, so the numbers come from files that are no longer kept.
# custom:
#   id: raw-file-replaced
#   severity: error
#   step: correct
#   remedy: >-
#     Restore the digests of the files that the numbers were taken from; or record the new run, with its time and its
#     numbers.
#   requirement: Raw outputs are kept, and are those that the numbers come from.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.3]
#     iso-42001: [A.6.2.4, clause 9.1]
package tunegate.rules.raw_file_replaced

import rego.v1

id := "raw-file-replaced"

deny contains data.tunegate.lib.facts.at(id, name, doc, "", sprintf("%s under %s: the raw files are others than the base commit's %s names, and nothing else is", [row.key, row.list, kind])) if {
	some [name, kind, doc, was] in data.tunegate.lib.former.pairs
	some row in was.swapped
}
