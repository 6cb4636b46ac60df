# METADATA
# title: A file that the evidence names is not there, or is another one
# description: >-
#   Wherever a document can refer to something, a path of this repository is looked up, and the digest beside it is
#   compared. Addresses of other stores are not looked up.
# custom:
#   id: referenced-file-mismatch
#   severity: error
#   step: correct
#   remedy: Restore the file that the document was made with, or redo the document with the one that is there.
#   requirement: A training run can be run again from what its record names.
#   mappings:
#     iso-42001: [clause 7.5.3]
package tunegate.rules.referenced_file_mismatch

import rego.v1

id := "referenced-file-mismatch"

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf(
	"the %s names %s, which %s",
	[kind, file.path, gap],
)) if {
	some [name, kind, doc] in data.tunegate.lib.facts.documents
	some pointer, file in doc.files
	some gap in _gaps(file)
}

_gaps(file) := {gap |
	is_null(file.found)
	gap := "is not in this repository"
} | {gap |
	is_string(file.digest)
	is_string(file.found)
	file.found != file.digest
	gap := "has another digest now"
}
