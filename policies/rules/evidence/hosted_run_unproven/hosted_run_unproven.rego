# METADATA
# title: No job of the provider shows the hosted run
# description: >-
#   A run that a provider hosted has neither weights nor code nor environment to show. The job's own JSON is among the
#   sources of its record instead: it succeeded, and put out the model that the record names.
# custom:
#   id: hosted-run-unproven
#   severity: error
#   step: correct
#   remedy: >-
#     Save the job as the provider's interface returns it, and record it with 'tunegate evidence collect training-run'.
#     Take 'hosted' out where you ran the training yourself.
#   requirement: A run that cannot be reproduced cannot be investigated later.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MANAGE 3.1]
#     iso-42001: [A.6.2.3, A.10.3]
#     eu-ai-act: [Annex IV(2)(a)]
package tunegate.rules.hosted_run_unproven

import rego.v1

id := "hosted-run-unproven"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/hosted", sprintf(
	"the run is said to be hosted by %s, and no job of theirs is among its sources",
	[doc.document.hosted.provider],
)) if {
	some name, doc in data.tunegate.lib.hosted.runs
	count(data.tunegate.lib.hosted.jobs(doc)) == 0
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/hosted/job", sprintf(
	"no source is the job %s: %s is the job %s, %s, with %s",
	[doc.document.hosted.job, source.path, source.facts.job, source.facts.status, _result(source)],
)) if {
	some name, doc in data.tunegate.lib.hosted.runs
	not data.tunegate.lib.hosted.is_proven(doc)
	some source in data.tunegate.lib.hosted.jobs(doc)
	source.facts.job != doc.document.hosted.job
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/hosted/result_model", sprintf(
	"the job %s ended as %s, with %s, not with %s",
	[source.facts.job, source.facts.status, _result(source), doc.document.hosted.result_model],
)) if {
	some name, doc in data.tunegate.lib.hosted.runs
	not data.tunegate.lib.hosted.is_proven(doc)
	some source in data.tunegate.lib.hosted.jobs(doc)
	source.facts.job == doc.document.hosted.job
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/output/id", sprintf(
	"the output is %s, and the provider put out %s",
	[doc.document.output.id, doc.document.hosted.result_model],
)) if {
	some name, doc in data.tunegate.lib.hosted.runs
	doc.document.output.id != doc.document.hosted.result_model
}

_result(source) := source.facts.result_model if is_string(source.facts.result_model)

_result(source) := "no model" if not is_string(source.facts.result_model)
