# METADATA
# title: Git holds only a pointer to training data
# description: >-
#   Git LFS holds the file itself. The number of records is what somebody typed, and nothing reads the records.
#   The digest of the file is known and compared.
# custom:
#   id: records-uncounted
#   severity: warning
#   step: correct
#   remedy: >-
#     Run 'tunegate evidence renew training-data-manifest' where the files are checked out: that counts the records.
#     Whoever signs knows that the gate did not.
#   requirement: What the evidence says follows from what was used and measured.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.3]
package tunegate.rules.records_uncounted

import rego.v1

id := "records-uncounted"

warn contains {
	"rule": id,
	"model": name,
	"path": doc.path,
	"line": 1,
	"end_line": 1,
	"element": doc.path,
	"msg": sprintf("git has only a pointer of Git LFS to %s: the records are not counted here", [data.tunegate.lib.facts.listed(sort(paths))]),
} if {
	some [name, kind, doc] in data.tunegate.lib.derived.artefacts
	kind == "training-data-manifest"
	paths := {source.path |
		some source in doc.derived.sources
		source.kind == "data-file"
		count(source.notes) > 0
	}
	count(paths) > 0
}
