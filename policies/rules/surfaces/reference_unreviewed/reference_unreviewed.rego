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
	"msg": sprintf("%s, and no selector of the model covers %s.%s", [_words(rows), _it(rows), data.tunegate.lib.coverage.pending({"elements": rows})]),
	"related": _related(rows),
	"remedy": data.tunegate.lib.coverage.ways_out({"models": [name], "elements": _elements(rows)}, name),
} if {
	some name, model in data.tunegate.lib.facts.judged
	asked := _asked(model)
	some key in {_key(row) | some row in asked}
	rows := [row | some row in asked; _key(row) == key]
	place := _place(rows[0])
}

# what an exclusion of the head takes out is not asked about; a file that takes a reviewed one's place is, by the rule on that
_asked(model) := [row |
	some row in model.references
	not data.tunegate.lib.coverage.is_excluded(row)
	not _takes_a_place(model, row)
]

_takes_a_place(model, row) if {
	row.change == "target"
	some other in model.shadowed
	other.path == row.target
}

# one finding a file that changed, and one a value that changed
_key(row) := [row.target, 0] if row.change == "target"

_key(row) := [row.named_by[0].path, row.named_by[0].line] if row.change == "reference"

_place(row) := {"path": row.target, "line": row.line, "end_line": row.end_line} if row.change == "target"

_place(row) := row.named_by[0] if row.change == "reference"

_it(rows) := "it" if {
	count(rows) == 1
	rows[0].change == "target"
}

_it(rows) := "that" if {
	count(rows) == 1
	rows[0].change == "reference"
}

_it(rows) := "them" if count(rows) > 1

_words(rows) := data.tunegate.lib.coverage.led_to(rows[0]) if {
	count(rows) == 1
	rows[0].change == "target"
}

_words(rows) := data.tunegate.lib.facts.listed([sprintf("line %d is what %s", [row.line, data.tunegate.lib.coverage.names_it(row)]) | some row in rows]) if {
	count(rows) > 1
	rows[0].change == "target"
}

_words(rows) := concat(", and ", array.concat(
	[sprintf("this names %s%s", [data.tunegate.lib.facts.listed(names), _others(rows)]) |
		names := [row.target | some row in rows; row.what == "file"]
		count(names) > 0
	],
	[sprintf("this gets its value from %s%s", [data.tunegate.lib.facts.listed(names), _others(rows)]) |
		names := [sprintf("%s:%d", [row.target, row.line]) | some row in rows; row.what == "value"]
		count(names) > 0
	],
)) if rows[0].change == "reference"

_others(rows) := data.tunegate.lib.coverage.as_others(rows[0]) if count(rows) == 1

_others(rows) := "" if count(rows) > 1

_related(rows) := [] if count(rows) == 1

_related(rows) := [{"path": row.target, "line": row.line, "end_line": row.end_line, "message": data.tunegate.lib.coverage.led_to(row)} |
	some row in array.slice(rows, 0, 50)
] if {
	count(rows) > 1
}

# each place, once for each surface that the values which name it are on
_elements(rows) := [{"surface": surface, "select": row.select, "exclude": row.exclude} |
	some row in rows
	some surface in sort({by.surface | some by in row.named_by})
]
