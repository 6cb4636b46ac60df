# METADATA
# title: A change that looks like part of a model
# description: >-
#   By its words and values, something in this change may be part of a model: a prompt, a reference to a model or
#   data, a filter. No selector covers it, and the gate is not sure. There is one warning a file; a selector or an
#   exclusion settles it for good.
# custom:
#   id: looks-like-a-surface
#   severity: warning
#   step: configure
#   remedy: Select what the finding names on the surface of a model, or exclude it with a reason.
#   requirement: Nothing that is deployed goes unreviewed by accident.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MANAGE 4.1]
#     iso-42001: [A.6.2.6]
package tunegate.rules.looks_like_a_surface

import rego.v1

id := "looks-like-a-surface"

warn contains object.union(data.tunegate.lib.coverage.stands_at(whole), {
	"rule": id,
	"model": name,
	"msg": sprintf("this looks like a part of a model, and no selector covers it: %s.", [_words(file.looks)]),
	"related": [],
	"remedy": data.tunegate.lib.coverage.ways_out(whole, name),
}) if {
	some file in input.uncovered
	not file.aside
	count(file.looks) > 0
	whole := object.union(file, {"elements": file.looks})
	some name in data.tunegate.lib.coverage.models(file)
}

_words(looks) := concat("; ", [_what(row) | some row in looks]) if count(looks) <= 3

_words(looks) := sprintf("%s and %d more", [concat("; ", [_what(row) | some row in array.slice(looks, 0, 3)]), count(looks) - 3]) if count(looks) > 3

_what(row) := sprintf("%s, as %s", [row.exclude.key, row.surface]) if is_string(row.exclude.key)

_what(row) := sprintf("the whole file, as %s", [row.surface]) if is_null(row.exclude.key)
