# METADATA
# title: A category has another class in the settings
# description: settings.alignment_classes fixes the class of a category, whatever an import or a person writes.
# custom:
#   id: evaluation-class-mismatch
#   severity: error
#   step: correct
#   remedy: >-
#     Import the runs again, which takes the class from the settings. If the settings are wrong, change
#     settings.alignment_classes on the base branch first.
#   requirement: >-
#     Drift is tested in four classes; disallowed content, indirect requests, injected instructions, internals.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_class_mismatch

import rego.v1

id := "evaluation-class-mismatch"

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/safety_suites/%d/categories/%d", [i, j]), sprintf(
	"%s of %s is of the class %s here, and of %s in the settings",
	[category.category, suite.name, category.class, input.settings.alignment_classes[category.category]],
)) if {
	some [name, i, suite, j, category] in data.tunegate.lib.evaluation.categories
	input.settings.alignment_classes[category.category] != category.class
}
