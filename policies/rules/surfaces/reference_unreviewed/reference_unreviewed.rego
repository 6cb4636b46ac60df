# METADATA
# title: A reviewed value names a file that is not reviewed
# description: >-
#   A data file that a training configuration names, a partial that a prompt includes, a layer of a configuration, a
#   variable's value: no selector of the model covers it, and it or the value that names it changed.
# custom:
#   id: reference-unreviewed
#   severity: error
#   step: configure
#   remedy: Select it on the surface of the value that names it, or exclude it under 'recognise' with a reason.
#   requirement: What a reviewed value leads to is reviewed.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [A.6.2.6]
package tunegate.rules.reference_unreviewed

import rego.v1

id := "reference-unreviewed"

deny contains {
	"rule": id,
	"model": name,
	"path": place.path,
	"line": place.line,
	"end_line": place.end_line,
	"msg": sprintf("%s, and no selector of the model covers %s.%s", [_named(row), _it[row.change], data.tunegate.lib.coverage.pending({"elements": [row]})]),
	"remedy": data.tunegate.lib.coverage.ways_out({"models": [name], "elements": _elements(row)}, name),
} if {
	some name, model in data.tunegate.lib.facts.judged
	some row in model.references
	not data.tunegate.lib.coverage.is_excluded(row)
	place := _place(row)
}

# the place, once for each surface that the values which name it are on
_elements(row) := [{"surface": surface, "select": row.select, "exclude": row.exclude} |
	some surface in {by.surface | some by in row.named_by}
]

_it := {"target": "it", "reference": "that"}

_place(row) := {"path": row.target, "line": row.line, "end_line": row.end_line} if row.change == "target"

_place(row) := row.named_by[0] if row.change == "reference"

_named(row) := data.tunegate.lib.coverage.led_to(row) if row.change == "target"

_named(row) := sprintf("this names %s%s", [row.target, data.tunegate.lib.coverage.as_others(row)]) if {
	row.change == "reference"
	row.what == "file"
}

_named(row) := sprintf("this gets its value from %s:%d%s", [row.target, row.line, data.tunegate.lib.coverage.as_others(row)]) if {
	row.change == "reference"
	row.what == "value"
}
