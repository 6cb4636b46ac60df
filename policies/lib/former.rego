# METADATA
# title: What the base's pack had
# description: Which documents a change brings, what their lists have no more, and why.
package tunegate.lib.former

import rego.v1

# [model, kind, document, what the case says of the base's] of each that the head has another one of
pairs contains [name, kind, doc, was] if {
	some name, model in data.tunegate.lib.facts.judged
	some kind, was in model.evidence.before
	doc := _document(model.evidence, kind)
}

_document(evidence, kind) := evidence.artefacts[kind] if kind != "disposition"

_document(evidence, "disposition") := evidence.disposition

# [model, kind, document, item, reasons] of each item that the base's document lists and the head's does not
gone contains [name, kind, doc, row, reasons] if {
	some [name, kind, doc, was] in pairs
	some row in was.gone
	reasons := _reasons(doc, was, row)
}

# [index, reason] of each entry that gives the item up; what the base's document said already was of another time
_reasons(doc, was, row) := {[i, said.reason] |
	some i, said in doc.document.retired
	said.list == row.list
	said.key == row.key
	not said in was.retired
}

# whether a change brings the document: what was reviewed before is not asked for what later versions ask
is_brought(name, kind) if kind in input.models[name].evidence.brought
