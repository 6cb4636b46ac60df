# METADATA
# title: One raw file stands for both models
# description: >-
#   The same bytes cannot be the answers of two models, unless one file holds both models' answers and each reading
#   took one. A copy under another name is still the same file.
# custom:
#   id: evaluation-raw-file-shared
#   severity: error
#   step: correct
#   remedy: List each model's own raw output under 'raw_files', and import the runs again.
#   requirement: Base model and fine-tune are scored on the same set.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.3]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_raw_file_shared

import rego.v1

id := "evaluation-raw-file-shared"

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/safety_suites/%d/raw_files", [i]), sprintf(
	"%s names one raw file for both models",
	[suite.name],
)) if {
	some [name, i, suite] in data.tunegate.lib.evaluation.suites
	some file in suite.raw_files.base
	some other in suite.raw_files.tuned
	file.digest == other.digest
	not _is_of_both(suite, file, other)
}

_is_of_both(suite, file, other) if {
	suite.reading.models.base != suite.reading.models.tuned
	file.path == other.path
}
