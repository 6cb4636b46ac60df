# METADATA
# title: The disposition does not rest on this evidence
# description: The digests that a disposition names must be those of the artefacts, all of them and no others.
# custom:
#   id: disposition-evidence-mismatch
#   severity: error
#   step: decide
#   remedy: Get a new decision on the evidence as it is now, with 'tunegate disposition draft'.
#   requirement: The disposition references the artefacts of the evidence pack.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.1]
#     iso-42001: [clause 7.5.3]
package tunegate.rules.disposition_evidence_mismatch

import rego.v1

id := "disposition-evidence-mismatch"

deny contains _finding(name, doc, kind, sprintf("%s is no longer the document that was decided on", [artefact.path])) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	some kind, artefact in input.models[name].evidence.artefacts
	doc.document.evidence[kind] != artefact.digest
}

deny contains _finding(name, doc, kind, sprintf("%s was not part of the decision", [artefact.path])) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	some kind, artefact in input.models[name].evidence.artefacts
	not doc.document.evidence[kind]
}

deny contains _finding(name, doc, kind, sprintf("the %s that was decided on is not there", [kind])) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	some kind, _ in doc.document.evidence
	not input.models[name].evidence.artefacts[kind]
}

_finding(name, doc, kind, msg) := data.tunegate.lib.facts.at(id, name, doc, sprintf("/evidence/%s", [kind]), msg)
