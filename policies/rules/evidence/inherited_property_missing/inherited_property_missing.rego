# METADATA
# title: What the fine-tune takes over from its base model is not accounted for
# description: >-
#   Safety training on harmful prompts, refusal patterns, architecture and training-data exclusions need no test of
#   your own unless the fine-tune targets them; each is claimed, and what the provider's documents leave open is
#   said. Of a pack in an older form it is asked once the document is written again.
# custom:
#   id: inherited-property-missing
#   severity: error
#   step: correct
#   remedy: >-
#     Add it to 'inherited_properties', 'targeted_properties' or 'caveat' of the base-model evidence:
#     docs/evidence.md shows all three.
#   requirement: The provider's documentation is the evidence for what is inherited, and it is not exhaustive.
#   mappings:
#     nist-ai-rmf: [MAP 4.2, MANAGE 3.2]
#     iso-42001: [A.10.3]
package tunegate.rules.inherited_property_missing

import rego.v1

id := "inherited-property-missing"

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf("the base-model evidence %s", [gap])) if {
	some name, doc in data.tunegate.lib.inherited.asked
	some [pointer, gap] in _gaps(doc.document)
}

_gaps(document) := ({["/inherited_properties", gap] |
	some property in data.tunegate.lib.inherited.properties
	not document.inherited_properties[property]
	gap := sprintf("says nothing of the inherited %s", [property])
} | {["/targeted_properties", "does not say which of them the fine-tune targets"] |
	not is_array(object.get(document, "targeted_properties", null))
}) | {["/caveat", "does not say what the provider's documents leave open"] |
	not document.caveat
}
