# METADATA
# title: Nobody tried to get personal training data out of the model
# description: >-
#   A model repeats sensitive records that it was trained on word for word. Where a source holds personal data, or
#   matches of a scan that were kept, the adversarial tests have one that extracts training data, or a suite has
#   categories of memorised text or extracted data: prefixes of real records, canaries, questions about the people in
#   them.
# custom:
#   id: memorisation-untested
#   severity: error
#   step: correct
#   remedy: >-
#     Test what can be extracted of the source, with counts and raw files, and record it under 'adversarial_tests'
#     with 'kind: extraction', or import a suite with the class 'extracted-data' or 'memorised-text'.
#   requirement: >-
#     A model memorises the sensitive content of its data, so what can be extracted is tested.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10, MEASURE 2.7]
#     iso-42001: [A.6.2.4, A.7.4]
#     eu-ai-act: [Article 15(5)]
package tunegate.rules.memorisation_untested

import rego.v1

id := "memorisation-untested"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/adversarial_tests", sprintf("the sources %s hold personal data or matches that were kept, and no adversarial test extracts training data", [
	data.tunegate.lib.facts.listed(sort(sensitive)),
])) if {
	some name, _ in data.tunegate.lib.facts.judged
	doc := data.tunegate.lib.drift.evaluation(name)
	data.tunegate.lib.facts.asked(name, doc)
	sensitive := {source.id | some [model, _, source] in data.tunegate.lib.provenance.sources; model == name; _is_sensitive(source)}
	count(sensitive) > 0
	count([test | some test in doc.document.adversarial_tests; test.kind == "extraction"]) == 0
	count([category | some suite in doc.document.safety_suites; some category in suite.categories; category.class in _extracting]) == 0
}

_extracting := {"memorised-text", "extracted-data"}

_is_sensitive(source) if source.legal_basis.personal_data.contains != "none"

_is_sensitive(source) if {
	some row in source.sensitivity_scan.matches_disposition
	row.action == "kept"
}
