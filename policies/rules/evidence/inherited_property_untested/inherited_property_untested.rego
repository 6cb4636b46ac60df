# METADATA
# title: A property that the fine-tune targets, or the caveat, has no test behind it
# description: >-
#   What the fine-tune targets needs tests of your own. Adversarial examples that were put into the data on purpose
#   target the refusals. The caveat names the adversarial results that show whether inherited safety holds under attack.
# custom:
#   id: inherited-property-untested
#   severity: error
#   step: correct
#   remedy: >-
#     Name under 'tests' the suites, evaluations, adversarial tests or patterns of the red team that show it, as
#     they are called there; under 'checked_by' those that the caveat rests on.
#   requirement: Inherited properties need no test unless the fine-tune targets them, and may not hold under attack.
#   mappings:
#     nist-ai-rmf: [MAP 4.2, MANAGE 3.2]
#     iso-42001: [A.10.3]
package tunegate.rules.inherited_property_untested

import rego.v1

id := "inherited-property-untested"

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/inherited_properties/%s", [property]), sprintf(
	"the fine-tune targets the inherited %s, and no test of it is named",
	[property],
)) if {
	some [name, doc, property, row] in data.tunegate.lib.inherited.said
	data.tunegate.lib.inherited.targets(doc, property)
	count(object.get(row, "tests", [])) == 0
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/inherited_properties/%s", [property]), _unknown(test)) if {
	some [name, doc, property, row] in data.tunegate.lib.inherited.said
	some test in row.tests
	not test in data.tunegate.lib.inherited.tests(name)
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/caveat", _unknown(test)) if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["base-model-evidence"]
	some test in doc.document.caveat.checked_by
	not test in data.tunegate.lib.inherited.tests(name)
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/caveat", "the caveat names no adversarial result that it rests on") if {
	some name, doc in data.tunegate.lib.inherited.asked
	count(object.get(doc.document.caveat, "checked_by", [])) == 0
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/targeted_properties", sprintf(
	"source %s holds adversarial examples on purpose, so the fine-tune targets refusal-patterns",
	[source.id],
)) if {
	some name, doc in data.tunegate.lib.inherited.asked
	is_array(doc.document.targeted_properties)
	not data.tunegate.lib.inherited.targets(doc, "refusal-patterns")
	some source in input.models[name].evidence.artefacts["training-data-manifest"].document.sources
	source.quality_controls.adversarial_examples.treatment == "included"
}

_unknown(test) := sprintf("%s is no suite, evaluation, adversarial test or pattern of this pack", [test])
