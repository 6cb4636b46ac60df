# METADATA
# title: The labels in a file are distributed differently than before
# description: >-
#   When a label's share of a file moves by a tenth or more, the model learns to do something else, whether
#   anybody meant that or not. The file is compared with the base commit's.
# custom:
#   id: labels-shifted
#   severity: warning
#   step: correct
#   remedy: >-
#     Say under 'change_summary' what moved and why; whoever signs decides on it.
#   requirement: Sample-level inspection results are part of the manifest where a source warranted a closer look.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.1]
#     iso-42001: [A.7.4]
#     eu-ai-act: [Article 10(2)(c), Article 10(2)(f)]
package tunegate.rules.labels_shifted

import rego.v1

id := "labels-shifted"

warn contains {
	"rule": id,
	"model": name,
	"path": found.path,
	"line": 1,
	"end_line": 1,
	"element": found.path,
	"msg": sprintf("source %s: the share of records with %s went from %d%% to %d%%", [source.id, label, _percent(was), _percent(is)]),
} if {
	some [name, _, source, found] in data.tunegate.lib.provenance.told
	found.kind == "records"
	some label in (object.keys(found.facts.labels) | object.keys(found.facts.labels_before))
	was := _share(found.facts.labels_before, label)
	is := _share(found.facts.labels, label)
	abs(is - was) >= _moved
}

# undefined for a file without labels
_share(labels, label) := object.get(labels, label, 0) / total if {
	total := sum([n | some n in labels])
	total > 0
}

_percent(share) := round(share * 100)

_moved := 0.1
