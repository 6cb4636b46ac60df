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
#   requirement: Every surface that the disposition relies on is watched.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [A.6.2.6]
package tunegate.rules.selector_unmatched

import rego.v1

id := "selector-unmatched"

deny contains {
	"rule": id,
	"model": name,
	"path": row.path,
	"line": row.line,
	"end_line": row.end_line,
	"element": row.selector,
	"msg": sprintf("the %s selector %s matches nothing%s", [row.surface, row.selector, _before(row)]),
} if {
	some name, model in data.tunegate.lib.facts.judged
	some row in model.unmatched
}

_before(row) := sprintf(" any more: at the base it matched %s", [concat(", ", row.files)]) if row.before == "matched"

_before(row) := ", and matched nothing at the base either" if row.before == "nothing"

_before(row) := "; this change adds it" if row.before == "new"

_before(row) := "" if not row.before in {"matched", "nothing", "new"}
