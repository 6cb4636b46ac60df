# METADATA
# title: A document is about another base model than the pinned one
# description: >-
#   What a document says it covers names the pinned model, by its id or its revision; or it is said why another
#   document holds. Of a pack in an older form it is asked once the document is written again.
# custom:
#   id: base-document-of-another
#   severity: error
#   step: correct
#   remedy: >-
#     Attach the document of the pinned model and say what it covers; or write under 'holds_because' why one about
#     another version holds.
#   requirement: The documents are about the base model that was tuned.
#   mappings:
#     nist-ai-rmf: [MAP 4.2, MANAGE 3.2]
#     iso-42001: [A.10.3]
package tunegate.rules.base_document_of_another

import rego.v1

id := "base-document-of-another"

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/documents/%d", [i]), sprintf("the %s %s", [row.kind, gap])) if {
	some name, doc in data.tunegate.lib.inherited.asked
	some i, row in doc.document.documents
	row.available
	not row.holds_because
	gap := _gap(doc.document.base_model, row)
}

_gap(_, row) := "does not say which model it covers" if not row.covers

_gap(pinned, row) := sprintf("covers %s, which names neither %s nor its revision", [data.tunegate.lib.facts.shown(row.covers), pinned.id]) if {
	row.covers
	not _names(pinned, row.covers)
}

# every part of the model's name, without its publisher
_names(pinned, covers) if {
	segments := split(pinned.id, "/")
	parts := _parts(segments[count(segments) - 1])
	count(parts - _parts(covers)) == 0
}

# the revision, which is not as short as "1", or the seven digits by which git names a commit
_names(pinned, covers) if {
	count(pinned.revision) >= 7
	contains(lower(covers), lower(pinned.revision))
}

_names(pinned, covers) if {
	some part in _parts(covers)
	count(part) >= 7
	startswith(lower(pinned.revision), part)
}

_parts(text) := {part |
	some part in split(replace(replace(replace(replace(replace(replace(lower(text), "-", " "), "_", " "), ".", " "), "/", " "), ",", " "), ":", " "), " ")
	part != ""
}
