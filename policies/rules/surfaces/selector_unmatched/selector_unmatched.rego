# METADATA
# title: A selector matches nothing
# description: >-
#   A selector that matches nothing watches nothing: a typing error, or a file that moved.
# custom:
#   id: selector-unmatched
#   severity: warning
#   step: configure
#   remedy: Correct the selector, or take it out.
#   requirement: Every surface that the disposition relies on is watched.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [A.6.2.6]
package tunegate.rules.selector_unmatched

import rego.v1

id := "selector-unmatched"

warn contains {
	"rule": id,
	"model": name,
	"path": row.path,
	"line": row.line,
	"end_line": row.end_line,
	"element": row.selector,
	"msg": sprintf("the %s selector %s matches nothing", [row.surface, row.selector]),
} if {
	some name, model in data.tunegate.lib.facts.judged
	some row in model.unmatched
}
