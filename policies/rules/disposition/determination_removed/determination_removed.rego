# METADATA
# title: A determination was taken out
# description: >-
#   A determination of the base that could still answer something is not at the head. It is signed, so it could be put
#   back with the change that it answered. Where it stays it answers no second change; a withdrawal ends it for good.
# custom:
#   id: determination-removed
#   severity: error
#   step: restore
#   remedy: >-
#     Put the file back (git checkout): where it stays, it answers no later change. Or take the decision back for good:
#     'tunegate disposition withdraw FILE --by WHO --reason WHY'.
#   requirement: A decision that was taken back does not come back.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4]
#     iso-42001: [clause 7.5.3]
package tunegate.rules.determination_removed

import rego.v1

id := "determination-removed"

deny contains {
	"rule": id,
	"model": model,
	"path": row.path,
	"line": null,
	"end_line": null,
	"msg": sprintf("the determination on %s of %s is gone, and could be put back with what it answered", [row.trigger, row.determined_at]),
} if {
	some [model, row] in data.tunegate.lib.earlier.gone
}
