# METADATA
# title: The disposition does not say what was left out
# description: >-
#   Without the lists of what no selector covered and of what was excluded nobody can tell what came later. A warning
#   while an earlier disposition stays in force; an error for a new one, and where a commit is verified. One that was
#   migrated from an older form of states could not say it, and counts until it expires.
# custom:
#   id: coverage-unrecorded
#   severity: error
#   step: decide
#   remedy: Run 'tunegate disposition draft' again, which writes the lists, and get it approved.
#   requirement: Nothing that is deployed goes unreviewed by accident.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MANAGE 4.1]
#     iso-42001: [A.6.2.6]
package tunegate.rules.coverage_unrecorded

import rego.v1

id := "coverage-unrecorded"

deny contains _finding(name, doc) if {
	some name, doc in _unrecorded
	_has_to_say(name)
}

warn contains _finding(name, doc) if {
	some name, doc in _unrecorded
	not _has_to_say(name)
}

_unrecorded[name] := doc if {
	some name, doc in data.tunegate.lib.facts.dispositions
	not is_object(object.get(doc.document, "coverage", null))
	doc.made_for.known # else it is refused for its state, as is one that cannot be compared
	doc.made_for.comparable
	not data.tunegate.lib.coverage.is_older(name, doc)
	count(data.tunegate.lib.approvals.objections(name, doc, set())) == 0 # else it is refused as it is
}

_has_to_say(_) if input.mode == "verify"

_has_to_say(name) if is_object(input.models[name].evidence.decided_before)

_has_to_say(name) if input.models[name].status == "added"

_finding(name, doc) := data.tunegate.lib.facts.at(
	id, name, doc, "",
	"the disposition does not record what no selector covered, and what was excluded",
)
