# METADATA
# title: Nothing says what rewarded the model
# description: >-
#   Reinforcement learning teaches what its reward model prefers. The training run names that model, pinned, or the files
#   with the functions that reward, and what the reward model was trained on.
# custom:
#   id: reward-model-missing
#   severity: error
#   step: correct
#   remedy: >-
#     Add 'reward_model' to the training run: its id and revision, or 'functions', and under 'data' the ids of sources of
#     the training-data manifest, or a reference to the documentation of somebody else's data.
#   requirement: The data of a reward model shapes the fine-tune as its own data does.
#   mappings:
#     nist-ai-rmf: [MAP 2.1, MEASURE 2.1]
#     iso-42001: [A.7.2, A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.reward_model_missing

import rego.v1

id := "reward-model-missing"

deny contains data.tunegate.lib.facts.at(
	id, name, doc, "/method/objective",
	"the objective is reinforcement, and no reward model is named",
) if {
	some name, doc in _runs
	doc.document.method.objective == "reinforcement"
	not doc.document.reward_model
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/reward_model/data/%d", [index]), sprintf(
	"the reward model was trained on %s, which is no source of the training-data manifest and no reference",
	[source],
)) if {
	some name, doc in _runs
	some index, source in doc.document.reward_model.data
	not source in _sources(name)
	not _is_reference(source)
}

_runs[name] := doc if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["training-run"]
}

_sources(name) := {source.id | some source in input.models[name].evidence.artefacts["training-data-manifest"].document.sources}

# an address, a path, or an id on a hub
_is_reference(source) if contains(source, "/")
