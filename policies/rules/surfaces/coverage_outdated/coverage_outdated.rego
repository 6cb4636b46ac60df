# METADATA
# title: Something is left out of the review that no disposition was made beside
# description: >-
#   A disposition records which recognised values, and which files and values that reviewed ones lead to, no selector
#   covered, and which exclusions there were. What came later, by whatever merge, is not what was decided on. Lists that another version of tunegate
#   made may miss what it did not recognise, so then it is a warning; so it is in folders of documentation, examples and
#   evaluation.
# custom:
#   id: coverage-outdated
#   severity: error
#   step: decide
#   remedy: Select it or take the exclusion back; or get a new decision on the model with 'tunegate disposition draft'.
#   requirement: Nothing that is deployed goes unreviewed by accident.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MANAGE 4.1]
#     iso-42001: [A.6.2.6]
package tunegate.rules.coverage_outdated

import rego.v1

id := "coverage-outdated"

deny contains _file(row) if {
	some row in input.unselected.unlisted
	not _is_mild(row)
}

warn contains _file(row) if {
	some row in input.unselected.unlisted
	_is_mild(row)
}

deny contains _reference(row) if {
	some row in input.unselected.unlisted_references
	not row.other_version
}

warn contains _reference(row) if {
	some row in input.unselected.unlisted_references
	row.other_version
}

deny contains _exclusion(row) if {
	some row in _exclusions
	not row.other_version
}

warn contains _exclusion(row) if {
	some row in _exclusions
	row.other_version
}

deny contains data.tunegate.lib.facts.at(
	id, name, doc, "/coverage",
	sprintf("a list of what was left out of the review cannot be read: %s", [lists.problem]),
) if {
	some name, lists in input.unselected.lists
	is_string(lists.problem)
	doc := data.tunegate.lib.facts.dispositions[name]
}

_is_mild(row) if row.other_version

_is_mild(row) if row.aside

_exclusions contains row if {
	some row in input.unselected.unlisted_exclusions
	not [row.path, row.key, row.rule] in _determined
}

_determined contains [named.path, named.key, named.rule] if {
	is_object(input.control_plane.approvers)
	some doc in input.unselected.determined
	count(data.tunegate.lib.approvals.objections("control-plane", doc, {"control-plane-change"})) == 0
	some named in doc.exclusions
}

_file(row) := {
	"rule": id,
	"model": row.model,
	"path": row.path,
	"line": _lines(row)[0],
	"end_line": _lines(row)[0],
	"msg": sprintf("no selector covers this, and %s: %s", [_whose(row), _words(row)]),
}

_whose(row) := sprintf("the disposition of %s was not made beside it", [row.model]) if is_string(row.model)

_whose(row) := "no disposition was made beside it" if is_null(row.model)

_words(row) := data.tunegate.lib.facts.listed([data.tunegate.lib.facts.short(_said(element)) | some element in row.elements])

_said(element) := sprintf("%s (%s)", [element.key, data.tunegate.lib.facts.shown(element.value)]) if not is_null(element.value)

_said(element) := element.key if is_null(element.value)

_reference(row) := {
	"rule": id,
	"model": row.model,
	"path": row.target,
	"line": row.line,
	"end_line": row.end_line,
	"msg": sprintf(
		"%s, no selector of the model covers it, and the disposition of %s was not made beside it",
		[data.tunegate.lib.coverage.led_to(row), row.model],
	),
}

_lines(row) := array.concat(sort([element.line | some element in row.elements; is_number(element.line)]), [null])

_exclusion(row) := {
	"rule": id,
	"model": null,
	"path": input.control_plane.path,
	"line": row.line,
	"end_line": row.end_line,
	"msg": sprintf("no disposition was made beside the exclusion of %s%s", [row.path, _key(row)]),
}

_key(row) := sprintf(" %s", [row.key]) if is_string(row.key)

_key(row) := "" if is_null(row.key)
