# METADATA
# title: The data sets on a hub are not those of the manifest
# description: >-
#   A data set that the training loads from a hub is claimed by id and revision, and what is claimed is loaded.
# custom:
#   id: hosted-data-mismatch
#   severity: error
#   step: correct
#   remedy: Bring 'hosted_datasets' of the source in line with the configuration, and pin the revision in both.
#   requirement: When the data change, the record of where they came from changes with them.
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.hosted_data_mismatch

import rego.v1

id := "hosted-data-mismatch"

deny contains object.union(
	data.tunegate.lib.facts.at(id, name, data.tunegate.lib.provenance.manifests[name], "/sources", sprintf("no source claims the data set %s, which %s loads", [row.id, row.path])),
	{"related": [{"path": row.path, "line": row.line, "end_line": row.line, "message": "where it is loaded"}]},
) if {
	some [name, row] in _loaded
	count([claim | some [_, _, _, claim] in _claims(name); claim.id == row.id]) == 0
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, sprintf("/hosted_datasets/%d", [j]), sprintf("%s is claimed at %s, and %s loads %s", [claim.id, claim.revision, row.path, row.revision])) if {
	some [name, row] in _loaded
	some [i, j, source, claim] in _claims(name)
	claim.id == row.id
	row.revision != ""
	row.revision != claim.revision
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, sprintf("/hosted_datasets/%d", [j]), sprintf("no configuration names %s, which the source claims", [claim.id])) if {
	some name, doc in data.tunegate.lib.provenance.manifests
	data.tunegate.lib.provenance.is_current(name)
	some found in doc.derived.sources
	found.kind == "hub"
	some [i, j, source, claim] in _claims(name)
	found.facts.named[claim.id] == false
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, sprintf("/hosted_datasets/%d", [j]), sprintf("%s is claimed at %s, which moves", [claim.id, claim.revision])) if {
	some name, _ in data.tunegate.lib.provenance.manifests
	some [i, j, source, claim] in _claims(name)
	lower(claim.revision) in data.tunegate.lib.tables.moving_names
}

_loaded contains [name, row] if {
	some name, doc in data.tunegate.lib.provenance.manifests
	data.tunegate.lib.provenance.is_current(name)
	some found in doc.derived.sources
	found.kind == "hub"
	some row in found.facts.loaded
}

_claims(model) := {[i, j, source, claim] |
	some [name, i, source] in data.tunegate.lib.provenance.sources
	name == model
	some j, claim in source.hosted_datasets
}
