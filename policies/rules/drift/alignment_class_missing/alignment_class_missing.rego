# METADATA
# title: A class of refusal behaviour was not tested
# description: Each of the four classes is covered by a category, or left out with a reason.
# custom:
#   id: alignment-class-missing
#   severity: error
#   step: correct
#   remedy: Test the class on base model and fine-tune, or exclude it under 'excluded_classes' with the reason.
#   requirement: Drift is tested in four classes; disallowed content, indirect requests, injected instructions, internals.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.6, MEASURE 2.7]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6), Article 15(5)]
package tunegate.rules.alignment_class_missing

import rego.v1

id := "alignment-class-missing"

classes := {"disallowed-content", "indirect-harmful", "injected-instructions", "internal-disclosure"}

deny contains data.tunegate.lib.facts.at(id, name, doc, "", sprintf("the %s has no category of the class %s", [kind, class])) if {
	some name, model in data.tunegate.lib.facts.judged
	some kind in ["alignment-regression", "evaluation-results"]
	doc := model.evidence.artefacts[kind]
	covered := _covered(doc.document)
	count(covered) > 0
	some class in (classes - covered)
}

_covered(document) := ({category.class | some category in document.categories} | {excluded.class | some excluded in document.excluded_classes}) | {category.class |
	some suite in document.safety_suites
	some category in suite.categories
}
