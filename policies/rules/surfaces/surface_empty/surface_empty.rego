# METADATA
# title: A surface has nothing on it
# description: A surface that was configured and on which nothing is found is a surface that nobody watches.
# custom:
#   id: surface-empty
#   severity: error
#   step: configure
#   remedy: Correct the surface's selectors; 'tunegate state' shows what each one finds.
#   requirement: Whatever the disposition rests on is watched.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [A.6.2.6]
package tunegate.rules.surface_empty

import rego.v1

id := "surface-empty"

deny contains object.union(
	data.tunegate.lib.facts.at_model(id, name, sprintf("nothing is found on the surface %s of %s", [surface, name])),
	{"element": surface},
) if {
	some name, model in data.tunegate.lib.facts.judged
	some surface, found in model.state.surfaces
	found.elements == 0
}
