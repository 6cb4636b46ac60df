# METADATA
# title: A file that is not reviewed takes the place of one that is
# description: >-
#   A package beside a module, compiled code, another ending or an override: the tool reads that in place of the
#   reviewed file, or after it, because of its name.
# custom:
#   id: reviewed-file-shadowed
#   severity: error
#   step: configure
#   remedy: Select the file on the same surface, or remove it.
#   requirement: What is reviewed is what is read.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [A.6.2.6]
package tunegate.rules.reviewed_file_shadowed

import rego.v1

id := "reviewed-file-shadowed"

deny contains {
	"rule": id,
	"model": name,
	"path": path,
	"line": line,
	"end_line": line,
	"msg": concat("; ", array.concat(_readers(rows), _values(model, path))),
} if {
	some name, model in data.tunegate.lib.facts.judged
	some path in {row.path | some row in model.shadowed}
	rows := [row | some row in model.shadowed; row.path == path]
	line := _line(model, path)
}

# each reader, with the reviewed files whose place is taken
_readers(rows) := [sprintf("%s reads this in place of %s, which is reviewed as %s", [reader, data.tunegate.lib.facts.listed(files), concat(" and ", surfaces)]) |
	some reader in sort({row.reader | some row in rows})
	files := sort({row.reviewed | some row in rows; row.reader == reader})
	surfaces := sort({row.surface | some row in rows; row.reader == reader})
]

# the reviewed values that get theirs from it, which 'reference-unreviewed' leaves to this
_values(model, path) := [data.tunegate.lib.coverage.led_to(row) | some row in _led_to(model, path)]

_led_to(model, path) := [row | some row in model.references; row.change == "target"; row.target == path]

_line(model, path) := min([row.line | some row in _led_to(model, path)]) if count(_led_to(model, path)) > 0

_line(model, path) := 1 if count(_led_to(model, path)) == 0
