# METADATA
# title: A source of the evidence, or a file that it is about, has changed
# description: >-
#   A row of 'derived' names a file by its digest, and a report is about files as they were. Where either has other
#   bytes, or the document has nothing that the report is about, nothing says that the values still hold.
# custom:
#   id: derived-outdated
#   severity: error
#   step: redo
#   remedy: Have the tool write the report for the files as they are, then run 'tunegate evidence collect'.
#   requirement: Evidence is about what is reviewed, and for nothing else.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [A.6.2.4, A.7.5]
package tunegate.rules.derived_outdated

import rego.v1

id := "derived-outdated"

deny contains data.tunegate.lib.derived.at_row(id, name, doc, source, sprintf("%s of the %s %s", [
	data.tunegate.lib.derived.words(source),
	kind,
	gap,
])) if {
	some [name, kind, source, doc] in data.tunegate.lib.derived.rows
	some gap in _gaps(source)
}

_gaps(source) := (({"has other bytes than when its values were derived" |
	is_string(source.found)
	source.found != source.digest
} | {sprintf("is about %s, which is another file now, or gone", [path]) |
	some path in source.stale
}) | {sprintf("is about %s, and nothing says of which version", [path]) |
	some path in source.unbound
}) | {"gives values, and nothing in the document is what they are about" |
	source.placed == false
}
