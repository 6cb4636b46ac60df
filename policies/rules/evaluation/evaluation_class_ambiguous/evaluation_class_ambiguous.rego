# METADATA
# title: A prompt counts in several classes
# description: >-
#   A prompt belongs to one class of refusal behaviour. Under two of them it counts twice, and can mask what is lost.
# custom:
#   id: evaluation-class-ambiguous
#   severity: error
#   step: correct
#   remedy: >-
#     Keep each prompt in one class: leave it out of the other category, or give both categories the same class.
#   requirement: >-
#     Drift is tested in four classes; disallowed content, indirect requests, injected instructions, internals.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_class_ambiguous

import rego.v1

id := "evaluation-class-ambiguous"

deny contains data.tunegate.lib.evaluation.at(id, name, "/safety_suites", sprintf(
	"%v prompts are of several classes: %s",
	[double.n, double.classes],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some double in drift.double
}
