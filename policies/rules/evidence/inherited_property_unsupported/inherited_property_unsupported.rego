# METADATA
# title: An inherited property has no document behind it
# description: >-
#   What is claimed of the base model without a test of your own is in one of the documents that the evidence lists.
# custom:
#   id: inherited-property-unsupported
#   severity: error
#   step: correct
#   remedy: >-
#     Say what the provider claims ('claim') and in which of 'documents'; or test the property, and list it under
#     'targeted_properties'.
#   requirement: The evidence for inherited properties is the provider's documentation.
#   mappings:
#     nist-ai-rmf: [MAP 4.2, MANAGE 3.2]
#     iso-42001: [A.10.3]
package tunegate.rules.inherited_property_unsupported

import rego.v1

id := "inherited-property-unsupported"

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/inherited_properties/%s", [property]), sprintf(
	"the inherited %s %s",
	[property, gap],
)) if {
	some [name, doc, property, row] in data.tunegate.lib.inherited.said
	not data.tunegate.lib.inherited.targets(doc, property)
	some gap in _gaps(doc.document, row)
}

_gaps(document, row) := (({"has no claim" | not row.claim} | {"names no document" | not row.document}) | {gap |
	count(_behind(document, row)) == 0
	gap := sprintf("rests on a %s, which the provider does not publish", [row.document])
}) | {gap |
	digests := {found.digest | some found in _behind(document, row)}
	not row.digest in digests
	gap := sprintf("rests on %s, which is not the %s", [data.tunegate.lib.facts.digest_short(row.digest), row.document])
}

_behind(document, row) := [found |
	some found in document.documents
	found.kind == row.document
	found.available
]
