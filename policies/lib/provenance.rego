# METADATA
# title: The provenance of training data
# description: The sources that the training-data manifests list, each with its origin, legal basis and scan.
package tunegate.lib.provenance

import rego.v1

# [model, index, source]
sources contains [name, i, source] if {
	some name, model in data.tunegate.lib.facts.judged
	some i, source in model.evidence.artefacts["training-data-manifest"].document.sources
}

# a finding at a key of a source
at(rule, name, i, source, pointer, msg) := data.tunegate.lib.facts.at(
	rule,
	name,
	input.models[name].evidence.artefacts["training-data-manifest"],
	sprintf("/sources/%d%s", [i, pointer]),
	sprintf("source %s: %s", [source.id, msg]),
)
