# METADATA
# title: The training-data manifest and the training files differ
# description: Every training file at the head is claimed by exactly one source, with its digest, and nothing else is.
# custom:
#   id: training-files-unclaimed
#   severity: error
#   step: correct
#   remedy: Name the file under its source, and stamp the digests with 'tunegate evidence renew training-data-manifest'.
#   requirement: When the data change, the record of where they came from changes with them.
#   mappings:
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.training_files_unclaimed

import rego.v1

id := "training-files-unclaimed"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/sources", sprintf("no source of the manifest claims %s", [file.path])) if {
	some name, doc in _manifests
	some file in input.models[name].reviewed.training_files
	not file.path in {claim.path | some claim in _claims(doc)}
}

deny contains data.tunegate.lib.facts.at(id, name, doc, claim.pointer, sprintf("%s is no training file of this state", [claim.path])) if {
	some name, doc in _manifests
	some claim in _claims(doc)
	not claim.path in {file.path | some file in input.models[name].reviewed.training_files}
}

deny contains data.tunegate.lib.facts.at(id, name, doc, claim.pointer, sprintf("%s has another digest now", [claim.path])) if {
	some name, doc in _manifests
	some claim in _claims(doc)
	some file in input.models[name].reviewed.training_files
	file.path == claim.path
	file.digest != claim.digest
}

deny contains data.tunegate.lib.facts.at(id, name, doc, claim.pointer, sprintf("%s is claimed by another source, too", [claim.path])) if {
	some name, doc in _manifests
	some claim in _claims(doc)
	some earlier in _claims(doc)
	earlier.path == claim.path
	earlier.pointer < claim.pointer
}

_manifests[name] := doc if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["training-data-manifest"]
	not doc.made_for.changed.training_data # otherwise it is stale, which says enough
}

_claims(doc) := {claim |
	some i, source in doc.document.sources
	some j, file in source.files
	claim := {"path": data.tunegate.lib.facts.now_at(doc, "training_data", file.path), "digest": file.digest, "pointer": sprintf("/sources/%d/files/%d", [i, j])}
}
