# METADATA
# title: A record that was to be left out is in the data
# description: The exclusion list names records that somebody had deleted. The next build of the data leaves them out.
# custom:
#   id: excluded-record-present
#   severity: error
#   step: correct
#   remedy: Take the records out of the data, and train without them.
#   requirement: It is known where the data live, who can read them, and what a deletion request does.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.excluded_record_present

import rego.v1

id := "excluded-record-present"

deny contains {
	"rule": id,
	"model": name,
	"path": found.path,
	"line": found.facts.excluded.line,
	"end_line": found.facts.excluded.line,
	"msg": sprintf("source %s: %d records of the exclusion list are in this file, the first one here", [source.id, found.facts.excluded.count]),
	"related": [data.tunegate.lib.facts.related(data.tunegate.lib.provenance.manifests[name], sprintf("/sources/%d/retention/exclusion_list", [i]), "the exclusion list")],
} if {
	some [name, i, source, found] in data.tunegate.lib.provenance.told
	found.kind == "records"
	found.facts.excluded.count > 0
}
