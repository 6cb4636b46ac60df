# METADATA
# title: A selector matches nothing
# description: >-
#   A selector that matches nothing watches nothing: a typing error, or what it watched moved or was renamed. What is
#   deleted on purpose goes together with its selector.
# custom:
#   id: selector-unmatched
#   severity: error
#   step: configure
#   remedy: >-
#     Point the selector at where the file or the key is now; take it out where that was deleted on purpose.
#   requirement: Whatever the disposition rests on is watched.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [A.6.2.6]
package tunegate.rules.selector_unmatched

import rego.v1

id := "selector-unmatched"

deny contains {
	"rule": id,
	"model": name,
	"path": rows[0].path,
	"line": rows[0].line,
	"end_line": rows[0].end_line,
	"element": _element(rows),
	"msg": sprintf("%s%s", [_match_nothing(rows), _before(rows)]),
	"related": _related(rows),
} if {
	some name, model in data.tunegate.lib.facts.judged
	some key in {_key(row) | some row in model.unmatched}
	rows := [row | some row in model.unmatched; _key(row) == key]
}

# one finding for what selects parts of one file: a file that goes, or gets another shape, takes them all
_key(row) := [_glob(row), row.before, row.files]

_glob(row) := split(row.selector, "#")[0]

_element(rows) := rows[0].selector if count(rows) == 1

_element(rows) := _glob(rows[0]) if count(rows) > 1

_match_nothing(rows) := sprintf("the %s selector %s matches nothing", [rows[0].surface, rows[0].selector]) if count(rows) == 1

_match_nothing(rows) := sprintf("%d selectors of parts of %s match nothing (%s)", [
	count(rows),
	_glob(rows[0]),
	data.tunegate.lib.facts.listed([substring(row.selector, count(_glob(row)), -1) | some row in rows]),
]) if {
	count(rows) > 1
}

_related(rows) := [] if count(rows) == 1

_related(rows) := [{"path": row.path, "line": row.line, "end_line": row.end_line, "message": sprintf("%s: %s", [row.surface, row.selector])} |
	some row in array.slice(rows, 0, 50)
] if {
	count(rows) > 1
}

_before(rows) := sprintf(" any more: at the base %s matched %s", [_it(rows), concat(", ", rows[0].files)]) if rows[0].before == "matched"

_before(rows) := ", and matched nothing at the base either" if rows[0].before == "nothing"

_before(rows) := "; this change adds it" if {
	count(rows) == 1
	rows[0].before == "new"
}

_before(rows) := "; this change adds them" if {
	count(rows) > 1
	rows[0].before == "new"
}

_before(rows) := "" if not rows[0].before in {"matched", "nothing", "new"}

_it(rows) := "it" if count(rows) == 1

_it(rows) := "they" if count(rows) > 1
