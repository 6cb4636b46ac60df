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
	"path": row.path,
	"line": 1,
	"end_line": 1,
	"msg": sprintf("%s reads this in place of %s, which is reviewed as %s", [row.reader, row.reviewed, row.surface]),
} if {
	some name, model in data.tunegate.lib.facts.judged
	some row in model.shadowed
}
