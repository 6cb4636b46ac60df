# METADATA
# title: What the fine-tune takes over from its base model
# description: >-
#   The properties that need no test of your own where the fine-tune does not target them, and what the pack has tested.
package tunegate.lib.inherited

import rego.v1

properties := {"harm-training", "refusal-patterns", "architecture", "training-data-exclusions"}

# model -> its base-model evidence, where what it takes over is asked
asked[name] := doc if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["base-model-evidence"]
	data.tunegate.lib.facts.asked(name, doc)
}

# [model, document, property, what is said of it]
said contains [name, doc, property, row] if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["base-model-evidence"]
	some property, row in doc.document.inherited_properties
}

targets(doc, property) if property in doc.document.targeted_properties

# names of everything that was tested: suites, task evaluations, adversarial tests, and patterns of the red team
tests(name) := {test |
	results := data.tunegate.lib.facts.judged[name].evidence.artefacts["evaluation-results"].document
	some list in ["safety_suites", "task_evaluations", "adversarial_tests"]
	test := results[list][_].name
} | {test |
	report := data.tunegate.lib.facts.judged[name].evidence.artefacts["red-team-report"].document
	some list in ["in_scope_patterns", "out_of_scope_patterns"]
	test := report[list][_].id
}
