# METADATA
# title: Those who label the data agree too little
# description: >-
#   Labels on which raters agree little more than by chance teach the model their noise. The floor is a setting of the
#   base branch.
# custom:
#   id: agreement-too-low
#   severity: error
#   step: correct
#   remedy: >-
#     Make the guideline clearer and label again, drop the items without agreement, or have the owner of the gate
#     lower 'settings.thresholds.inter_rater_agreement'.
#   requirement: The quality of the examples was assured, by numbers that can be right.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.7.4]
#     eu-ai-act: [Article 10(2)(c), Article 10(2)(f)]
package tunegate.rules.agreement_too_low

import rego.v1

id := "agreement-too-low"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/quality_controls/inter_rater_agreement/value", sprintf("the agreement is %v, and at least %v is asked for", [agreement.value, floor])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	agreement := source.quality_controls.inter_rater_agreement
	agreement.measured
	floor := input.settings.thresholds.inter_rater_agreement
	agreement.value < floor
}
