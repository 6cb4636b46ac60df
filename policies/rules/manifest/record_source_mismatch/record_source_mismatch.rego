# METADATA
# title: Records name another source than the manifest
# description: A record that says itself where it comes from comes from there.
# custom:
#   id: record-source-mismatch
#   severity: error
#   step: correct
#   remedy: Move the records into a file of their source, or correct what they or the manifest say.
#   requirement: When the data change, the record of where they came from changes with them.
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.record_source_mismatch

import rego.v1

id := "record-source-mismatch"

deny contains {
	"rule": id,
	"model": name,
	"path": found.path,
	"line": data.tunegate.lib.provenance.line_of(found, sprintf("sources/%s", [value])),
	"end_line": data.tunegate.lib.provenance.line_of(found, sprintf("sources/%s", [value])),
	"msg": sprintf("source %s: %d records of this file say that they come from %s, the first one here", [source.id, number, data.tunegate.lib.facts.shown(value)]),
	"related": [data.tunegate.lib.facts.related(data.tunegate.lib.provenance.manifests[name], sprintf("/sources/%d", [i]), "the source that claims the file")],
} if {
	some [name, i, source, found] in data.tunegate.lib.provenance.told
	found.kind == "records"
	data.tunegate.lib.provenance.is_current(name)
	some value, number in found.facts.sources
	value != source.id
	_is_a_source(name, found, value, source)
}

# the value is the id of another source, or the field has ids of sources in it
_is_a_source(name, _, value, _) if value in {other.id | some other in data.tunegate.lib.provenance.manifests[name].document.sources}

_is_a_source(_, found, _, source) if found.facts.sources[source.id]
