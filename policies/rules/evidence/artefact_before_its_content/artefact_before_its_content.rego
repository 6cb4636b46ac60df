# METADATA
# title: A document is older than what it rests on
# description: >-
#   An artefact was prepared before something that it records was done, or the disposition was decided before an artefact that it
#   names was prepared.
# custom:
#   id: artefact-before-its-content
#   severity: error
#   step: correct
#   remedy: Correct the dates, or prepare the document anew.
#   requirement: A decision is made on evidence that exists.
#   mappings:
#     nist-ai-rmf: [GOVERN 1.4]
#     iso-42001: [clause 7.5.3]
package tunegate.rules.artefact_before_its_content

import rego.v1

id := "artefact-before-its-content"

# a day counts from its beginning
deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf(
	"the %s was prepared at %s, before %s (%s)",
	[kind, doc.document.prepared_at, pointer, moment],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	some kind, doc in model.evidence.artefacts
	some pointer, moment in doc.dates
	moment > doc.document.prepared_at
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/decided_at", sprintf(
	"the disposition was decided at %s, before the %s that it names was prepared at %s",
	[doc.document.decided_at, kind, artefact.document.prepared_at],
)) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	some kind, artefact in input.models[name].evidence.artefacts
	doc.document.evidence[kind] == artefact.digest
	artefact.document.prepared_at > doc.document.decided_at
}
