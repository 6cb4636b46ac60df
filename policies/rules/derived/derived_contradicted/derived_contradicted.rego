# METADATA
# title: The evidence contradicts its source
# description: >-
#   A document says one thing, and the file it follows from says another: a trainer's configuration, a report, the data.
#   The finding stands at both places.
# custom:
#   id: derived-contradicted
#   severity: error
#   step: correct
#   remedy: >-
#     Find out which of the two is true. Write what the source says ('tunegate evidence collect --replace' does), or
#     have the tool write the source again.
#   requirement: What the evidence says follows from what was used and measured.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MANAGE 4.1]
#     iso-42001: [A.6.2.3, A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.derived_contradicted

import rego.v1

id := "derived-contradicted"

deny contains object.union(
	data.tunegate.lib.facts.at(id, name, doc, value.pointer, sprintf("the %s says %s for %s, and %s says %s", [
		kind,
		data.tunegate.lib.facts.shown(value.said),
		value.pointer,
		data.tunegate.lib.derived.words(source),
		data.tunegate.lib.facts.shown(value.derived),
	])),
	{"related": data.tunegate.lib.derived.places(source, value, "the source of the value")},
) if {
	some [name, kind, doc, source, value] in data.tunegate.lib.derived.contradicted
}

deny contains {
	"rule": id,
	"model": name,
	"path": source.path,
	"line": value.line,
	"end_line": value.end_line,
	"element": sprintf("%s#%s", [doc.path, value.pointer]),
	"msg": sprintf("this gives %s, and the %s says %s for %s", [
		data.tunegate.lib.facts.shown(value.derived),
		kind,
		data.tunegate.lib.facts.shown(value.said),
		value.pointer,
	]),
	"related": [data.tunegate.lib.facts.related(doc, value.pointer, sprintf("what the %s says", [kind]))],
} if {
	some [name, kind, doc, source, value] in data.tunegate.lib.derived.contradicted
	is_string(source.found)
}
