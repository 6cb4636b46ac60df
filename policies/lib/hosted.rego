# METADATA
# title: Runs of hosted fine-tuning services
# description: A run is taken for hosted where a job of its provider is among its sources, succeeded, and put out its model.
package tunegate.lib.hosted

import rego.v1

# name of a model -> its training run, where that says that a provider ran it
runs[name] := doc if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["training-run"]
	is_object(doc.document.hosted)
}

# sources of a run that are jobs of its provider
jobs(doc) := [source |
	some source in doc.derived.sources
	doc.document.hosted.provider in source.facts.providers
]

# the job that the run names, succeeded, with the model that the run names
is_proven(doc) if {
	some source in jobs(doc)
	source.facts.job == doc.document.hosted.job
	source.facts.finished == true
	source.facts.result_model == doc.document.hosted.result_model
}

# models whose provider keeps the weights, so that nobody has a digest of them
without_weights contains name if {
	some name, doc in runs
	is_proven(doc)
	not doc.document.output.digest
}
