# METADATA
# title: The training run cannot be run again
# description: >-
#   Everything that a run starts from has a fixed version that can still be had. That its files are there is asked by
#   referenced-file-mismatch, that they are those of this state by artefact-stale.
# custom:
#   id: run-not-reproducible
#   severity: error
#   step: correct
#   remedy: Name what was really run, by commit or digest; keep the commit reachable, or say where it is with 'code_repository'.
#   requirement: A run that cannot be reproduced cannot be investigated later.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.3]
#     eu-ai-act: [Annex IV(2)(a)]
package tunegate.rules.run_not_reproducible

import rego.v1

id := "run-not-reproducible"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/base_model/revision", sprintf(
	"%s is a name that moves, not a revision of the base model",
	[revision],
)) if {
	some name, doc in _runs
	revision := doc.document.base_model.revision
	lower(revision) in data.tunegate.lib.tables.moving_names
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/environment/image", sprintf(
	"the image %s has no digest",
	[doc.document.environment.image],
)) if {
	some name, doc in _runs
	not contains(doc.document.environment.image, "@sha256:")
}

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, "the commit of the training code is not in this repository") if {
	some name, doc in _runs
	some pointer, found in doc.commits
	found == false
}

_runs[name] := doc if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["training-run"]
}
