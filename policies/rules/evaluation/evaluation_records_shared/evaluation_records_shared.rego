# METADATA
# title: Two suites name the same outcomes
# description: >-
#   Each suite has outcomes of its own. The same outcomes under two names would count twice. A suite that was run in two
#   contexts can have the same outcomes in both, and has a raw file for each, unless one file says which answer is of
#   which.
# custom:
#   id: evaluation-records-shared
#   severity: error
#   step: correct
#   remedy: Delete the suite that repeats the other, or give it the file of its own outcomes.
#   requirement: What the disposition rests on can be checked.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_records_shared

import rego.v1

id := "evaluation-records-shared"

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/safety_suites/%d/records", [i]), sprintf(
	"%s and %s name the same outcomes",
	[suite.name, other.name],
)) if {
	some [name, i, suite] in data.tunegate.lib.evaluation.suites
	some j, other in data.tunegate.lib.drift.evaluation(name).document.safety_suites
	j < i
	suite.records.digest == other.records.digest
	_context(suite) == _context(other)
}

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/safety_suites/%d/raw_files", [i]), sprintf(
	"%s and %s are of two contexts and name the same raw file",
	[suite.name, other.name],
)) if {
	some [name, i, suite] in data.tunegate.lib.evaluation.suites
	some j, other in data.tunegate.lib.drift.evaluation(name).document.safety_suites
	j < i
	_context(suite) != _context(other)
	some file in suite.raw_files.tuned
	some same in other.raw_files.tuned
	file.digest == same.digest
	not _by_row(suite)
}

_context(suite) := object.get(suite, "context", {})

# whether the raw files say the context of each answer
_by_row(suite) if count(object.get(suite, ["reading", "context_fields"], {})) > 0
