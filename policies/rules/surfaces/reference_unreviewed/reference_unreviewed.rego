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
	"msg": sprintf("%s, and no selector of the model covers %s", [_named(row), _it[row.change]]),
} if {
	some name, model in data.tunegate.lib.facts.judged
	some row in model.references
	place := _place(row)
}

_it := {"target": "it", "reference": "that"}

_place(row) := {"path": row.target, "line": row.line, "end_line": row.end_line} if row.change == "target"

_place(row) := row.named_by[0] if row.change == "reference"

_named(row) := sprintf("%s:%d %s as %s%s", [by.path, by.line, _verb[row.what], by.surface, _others(row)]) if {
	row.change == "target"
	by := row.named_by[0]
}

_named(row) := sprintf("this names %s%s", [row.target, _others(row)]) if {
	row.change == "reference"
	row.what == "file"
}

_named(row) := sprintf("this gets its value from %s:%d%s", [row.target, row.line, _others(row)]) if {
	row.change == "reference"
	row.what == "value"
}

_verb := {"file": "names this file", "value": "gets its value from here"}

_others(row) := "" if count(row.named_by) == 1

_others(row) := ", as one other value does" if count(row.named_by) == 2

_others(row) := sprintf(", as %d other values do", [count(row.named_by) - 1]) if count(row.named_by) > 2
