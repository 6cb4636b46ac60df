# METADATA
# title: A reviewed file that values could be derived from cannot be read
# description: >-
#   A file of the state or one that a document names looks like a source, and reading it as one fails. Its values stay
#   unproven.
# custom:
#   id: derived-unproven
#   severity: warning
#   step: correct
#   remedy: Correct the file where the finding stands, or have the tool write it again.
#   requirement: What the evidence says follows from what was used and measured.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.3]
package tunegate.rules.derived_unproven

import rego.v1

id := "derived-unproven"

warn contains {
	"rule": id,
	"model": name,
	"path": source.path,
	"line": _line(source),
	"end_line": _line(source),
	"msg": sprintf("nothing of the %s is derived from this as %s: %s", [kind, source.kind, source.problem.msg]),
} if {
	some [name, kind, doc] in data.tunegate.lib.derived.artefacts
	some source in doc.derived.sources
	is_null(source.digest)
	is_object(source.problem)
}

_line(source) := source.problem.line if is_number(source.problem.line)

_line(source) := 1 if not is_number(source.problem.line)
