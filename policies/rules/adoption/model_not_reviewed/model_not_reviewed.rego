# METADATA
# title: The model is let in but not reviewed
# description: >-
#   A baseline lets it in until a day. The verdict is not-reviewed, no statement says PASSED, and verify does not pass.
# custom:
#   id: model-not-reviewed
#   severity: warning
#   step: decide
#   remedy: >-
#     Complete the evidence pack and decide on the model: 'tunegate disposition draft'.
#   requirement: What is let in unreviewed is called that wherever it is seen.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.1]
#     iso-42001: [A.6.2.5]
package tunegate.rules.model_not_reviewed

import rego.v1

id := "model-not-reviewed"

warn contains data.tunegate.lib.facts.at(id, name, doc, "", sprintf(
	"%s is not reviewed: %s lets it in until %s, since %s: %s",
	[name, doc.document.owner, doc.document.expires, substring(doc.document.since, 0, 10), doc.document.reason],
)) if {
	some name, doc in data.tunegate.lib.baselines.in_force
}
