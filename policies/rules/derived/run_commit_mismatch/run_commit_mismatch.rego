# METADATA
# title: The training run does not fit the commit of its code
# description: >-
#   A commit of this repository is older than the run, and has the files that the command names and the lock file that
#   the run was installed from.
# custom:
#   id: run-commit-mismatch
#   severity: error
#   step: correct
#   remedy: >-
#     Name the commit that was run. Code that was committed afterwards is not what ran; say with 'code_repository' where
#     the commit is, if it is not of this repository.
#   requirement: A run that cannot be reproduced cannot be investigated later.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.3]
#     eu-ai-act: [Annex IV(2)(a)]
package tunegate.rules.run_commit_mismatch

import rego.v1

id := "run-commit-mismatch"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/code_commit", sprintf(
	"the command names %s, which the commit does not have",
	[path],
)) if {
	some [name, doc, facts] in _commits
	some path in facts.missing
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/code_commit", sprintf(
	"the commit was made at %s, and the run started at %s, before it",
	[facts.committed_at, doc.document.started_at],
)) if {
	some [name, doc, facts] in _commits
	is_string(facts.committed_at)
	time.parse_rfc3339_ns(doc.document.started_at) < time.parse_rfc3339_ns(facts.committed_at)
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/lock_file/digest", sprintf(
	"the lock file %s is %s in the record, and %s in the commit of the code",
	[lock.path, data.tunegate.lib.facts.digest_short(lock.digest), _at_commit(facts)],
)) if {
	some [name, doc, facts] in _commits
	lock := doc.document.lock_file
	facts.lock_file != lock.digest
}

_at_commit(facts) := data.tunegate.lib.facts.digest_short(facts.lock_file) if is_string(facts.lock_file)

_at_commit(facts) := "not there" if is_null(facts.lock_file)

_commits contains [name, doc, source.facts] if {
	some [name, kind, doc] in data.tunegate.lib.derived.artefacts
	kind == "training-run"
	some source in doc.derived.sources
	source.kind == "git"
}
