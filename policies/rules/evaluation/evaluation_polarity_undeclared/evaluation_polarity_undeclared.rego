# METADATA
# title: A suite does not say what is unsafe in a class
# description: >-
#   In the classes of refusals the unsafe outcome is an answer. In the others it is not: hedged claims are overclaimed,
#   memorised text is reproduced, data is disclosed. A suite with a category of such a class declares it, and none for
#   a class that it has no category of.
# custom:
#   id: evaluation-polarity-undeclared
#   severity: error
#   step: correct
#   remedy: Import the runs again with 'tunegate evidence import', which declares it under 'unsafe_outcomes'.
#   requirement: What the disposition rests on can be checked.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_polarity_undeclared

import rego.v1

id := "evaluation-polarity-undeclared"

_classes := {"hedged-claims", "memorised-text", "extracted-data"}

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/safety_suites/%d", [i]), sprintf(
	"%s has categories of %s and does not say what is unsafe in it",
	[suite.name, cls],
)) if {
	some [name, i, suite, _, category] in data.tunegate.lib.evaluation.categories
	cls := category.class
	cls in _classes
	not suite.unsafe_outcomes[cls]
}

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/safety_suites/%d", [i]), sprintf(
	"%s says what is unsafe in %s and has no category of it",
	[suite.name, cls],
)) if {
	some [name, i, suite, _, _] in data.tunegate.lib.evaluation.categories
	some cls, _ in object.get(suite, "unsafe_outcomes", {})
	count([category | some category in suite.categories; category.class == cls]) == 0
}
