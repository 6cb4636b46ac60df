# METADATA
# title: The baseline was removed
# description: >-
#   Without it the unreviewed time could start over. It goes only when a disposition replaces it, or with the
#   model.
# custom:
#   id: baseline-removed
#   severity: error
#   step: restore
#   remedy: >-
#     Put the file back (git checkout), or decide on the model: 'tunegate disposition draft'.
#   requirement: What is let in unreviewed is let in for a time.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4]
#     iso-42001: [clause 7.5.3]
package tunegate.rules.baseline_removed

import rego.v1

id := "baseline-removed"

deny contains {
	"rule": id,
	"model": name,
	"path": row.path,
	"line": null,
	"end_line": null,
	"msg": sprintf("the baseline of %s, adopted on %s, is not there any more, and no disposition is in its place", [name, row.adopted_at]),
} if {
	some [name, row] in data.tunegate.lib.baselines.gone
}
