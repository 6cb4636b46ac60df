# METADATA
# title: The records contradict what is said of adversarial examples
# description: Where records are tagged as attacks, they were neither filtered out nor searched for in vain.
# custom:
#   id: adversarial-records-contradicted
#   severity: error
#   step: correct
#   remedy: Say 'included' under 'quality_controls.adversarial_examples', with a description, or take the records out.
#   requirement: The quality of the examples was assured, by numbers that can be right.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.7.4]
#     eu-ai-act: [Article 10(2)(c), Article 10(2)(f)]
package tunegate.rules.adversarial_records_contradicted

import rego.v1

id := "adversarial-records-contradicted"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/quality_controls/adversarial_examples", sprintf("adversarial examples are said to be %s, and %d records of %s are tagged as such", [treatment, found.facts.adversarial, found.path])) if {
	some [name, i, source, found] in data.tunegate.lib.provenance.told
	found.kind == "records"
	found.facts.adversarial > 0
	data.tunegate.lib.provenance.is_current(name)
	treatment := source.quality_controls.adversarial_examples.treatment
	treatment != "included"
}
