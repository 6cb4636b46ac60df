# METADATA
# title: There is a baseline beside the disposition
# description: >-
#   The disposition counts and the baseline does not. If the disposition goes, the baseline does not let the model
#   in again.
# custom:
#   id: baseline-superseded
#   severity: warning
#   step: correct
#   remedy: >-
#     Delete the file.
#   requirement: What was decided is not taken back by a baseline.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4]
#     iso-42001: [clause 7.5.3]
package tunegate.rules.baseline_superseded

import rego.v1

id := "baseline-superseded"

warn contains data.tunegate.lib.facts.at(id, name, doc, "", sprintf("%s has a disposition, so its baseline counts for nothing", [name])) if {
	some name, _ in data.tunegate.lib.facts.dispositions
	doc := input.models[name].evidence.baseline
	is_object(doc)
}
