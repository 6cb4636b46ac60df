# METADATA
# title: The training run leaves out a hyperparameter that its configuration sets
# description: >-
#   What is left out cannot be compared. Of the one configuration of a trainer under review, or the one that the command
#   names, everything is stated that trainers have a common name for: learning rate, epochs, batch size, rank and others.
# custom:
#   id: run-setting-missing
#   severity: error
#   step: correct
#   remedy: State it under the configuration's own name; 'tunegate evidence collect training-run' fills it in.
#   requirement: A run that cannot be reproduced cannot be investigated later.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.3]
#     eu-ai-act: [Annex IV(2)(a)]
package tunegate.rules.run_setting_missing

import rego.v1

id := "run-setting-missing"

deny contains object.union(
	data.tunegate.lib.facts.at(id, name, doc, "/hyperparameters", sprintf("%s sets %s to %s, and the run does not state it", [
		data.tunegate.lib.derived.words(source),
		trim_prefix(value.pointer, "/hyperparameters/"),
		data.tunegate.lib.facts.shown(value.derived),
	])),
	{"related": data.tunegate.lib.derived.places(source, value, "what it is set to")},
) if {
	some [name, kind, doc] in data.tunegate.lib.derived.artefacts
	kind == "training-run"
	some index in _settled(doc)
	source := doc.derived.sources[index]
	not _has_changed(doc, source)
	some value in doc.derived.values
	value.source == index
	is_null(value.agrees)
	value.pointer in source.facts.essential
}

# the configuration that values are taken from, if it is one
_settled(doc) := indices if {
	indices := {value.source |
		some value in doc.derived.values
		source := doc.derived.sources[value.source]
		is_null(source.digest)
		is_string(source.facts.trainer)
	}
	count(indices) == 1
}

# otherwise the run is stale, which says enough
_has_changed(doc, source) if {
	some surface in source.surfaces
	doc.made_for.changed[surface]
}
