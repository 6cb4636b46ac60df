# METADATA
# title: The provenance of training data
# description: The sources that the training-data manifests list, each with its origin, legal basis and scan.
package tunegate.lib.provenance

import rego.v1

# model -> its manifest
manifests[name] := doc if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["training-data-manifest"]
}

# [model, index, source]
sources contains [name, i, source] if {
	some name, doc in manifests
	some i, source in doc.document.sources
}

# those of manifests that have to say what the gate has begun to ask
asked contains [name, i, source] if {
	some [name, i, source] in sources
	data.tunegate.lib.facts.asked(name, manifests[name])
}

# [model, index, source, what tells]: a file that says something of one source of data, see docs/derived.md
told contains [name, i, source, found] if {
	some [name, i, source] in sources
	some found in manifests[name].derived.sources
	found.facts.for == source.id
}

# what tells of one source
told_of(model, index) := {found |
	some [name, i, _, found] in told
	name == model
	i == index
}

# what the records of each file of one source say of themselves
records_of(model, index) := [found | some found in told_of(model, index); found.kind == "records"; found.facts.marks]

# how many matches of a category were looked at and are none, so that they are still in the data
false_positives(source, category) := sum([row.count |
	some row in source.sensitivity_scan.matches_disposition
	row.category == category
	row.action == "false-positive"
])

# whether the data are those that the manifest was made for; otherwise it is stale, which says enough
is_current(name) if not manifests[name].made_for.changed.training_data

# how many records a source has, here and on hubs
records(source) := sum([file.records | some file in source.files]) + sum([row.records | some row in object.get(source, "hosted_datasets", [])])

# JSON Pointer -> licence of every expression in the manifest of a model
licences(name) := {pointer: licence |
	some found in manifests[name].derived.sources
	found.kind == "spdx"
	some pointer, licence in found.facts.licences
}

# that of a source: of its "corpus" or its "legal_basis/copyright"
licence_at(name, i, part) := licences(name)[sprintf("/sources/%d/%s/licence", [i, part])]

# the terms of a licence in words
terms(licence) := sprintf(" (%s)", [concat(", ", licence.terms)]) if count(licence.terms) > 0

terms(licence) := "" if count(licence.terms) == 0

# the first line of a file of data with a value of a field
line_of(found, key) := object.get(found.facts.lines, key, 1)

# a finding at a key of a source
at(rule, name, i, source, pointer, msg) := data.tunegate.lib.facts.at(
	rule,
	name,
	manifests[name],
	sprintf("/sources/%d%s", [i, pointer]),
	sprintf("source %s: %s", [source.id, msg]),
)
