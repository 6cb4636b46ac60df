# METADATA
# title: A selector matches nothing
# custom:
#   id: selector-unmatched
#   severity: warning
#   step: configure
#   remedy: Correct the selector, or take it out.
#   requirement: Every surface that the disposition relies on is watched.
package tunegate.rules.selector_unmatched

import rego.v1

id := "selector-unmatched"

warn contains {
	"rule": id,
	"model": name,
	"path": row.path,
	"line": row.line,
	"end_line": row.end_line,
	"msg": sprintf("the %s selector %s matches nothing", [row.surface, row.selector]),
} if {
	some name, model in data.tunegate.lib.facts.judged
	some row in model.unmatched
}
