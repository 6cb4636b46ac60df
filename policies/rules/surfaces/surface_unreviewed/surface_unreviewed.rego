# METADATA
# title: A change that no selector covers
# description: >-
#   Something recognised as part of a model, or a switch or recipe value beside a reviewed value, was added, changed or
#   is no longer selected. No selector covers it, so no disposition was made for it. What is removed, what moved with its
#   file, and what is in a folder of documentation, examples or evaluation is a warning.
# custom:
#   id: surface-unreviewed
#   severity: error
#   step: configure
#   remedy: Select what the finding names on the surface of a model, or exclude it with a reason.
#   requirement: Nothing that is deployed goes unreviewed by accident.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MANAGE 4.1]
#     iso-42001: [A.6.2.6]
package tunegate.rules.surface_unreviewed

import rego.v1

id := "surface-unreviewed"

deny contains _finding(file, name, sprintf("no selector covers what this change adds or changes: %s.%s", [
	data.tunegate.lib.coverage.listed_words(file),
	data.tunegate.lib.coverage.pending(file),
])) if {
	some whole in data.tunegate.lib.coverage.asked(data.tunegate.lib.coverage.added)
	some [file, name] in _by_model(whole)
	not file.aside
	not _only_uncovered(file)
}

warn contains _finding(file, name, sprintf("no selector covers what this change adds or changes in what looks like documentation, an example or evaluation: %s.", [data.tunegate.lib.coverage.listed_words(file)])) if {
	some whole in data.tunegate.lib.coverage.asked(data.tunegate.lib.coverage.added)
	some [file, name] in _by_model(whole)
	file.aside
	not _only_uncovered(file)
}

deny contains _finding(file, name, sprintf("this change takes away the selector of: %s.%s", [
	data.tunegate.lib.coverage.listed_words(file),
	data.tunegate.lib.coverage.pending(file),
])) if {
	some whole in data.tunegate.lib.coverage.asked(data.tunegate.lib.coverage.added)
	some [file, name] in _by_model(whole)
	_only_uncovered(file)
}

warn contains _finding(file, name, sprintf("%s%s, and no selector covered it: %s", [
	_does(file),
	_from(file),
	data.tunegate.lib.coverage.listed_words(file),
])) if {
	some whole in data.tunegate.lib.coverage.asked(data.tunegate.lib.coverage.gone)
	some [file, name] in _by_model(whole)
}

_by_model(file) := {[file, name] | some name in data.tunegate.lib.coverage.models(file)}

_only_uncovered(file) if every element in file.elements {
	element.status == "uncovered"
}

_does(file) := "this change moves it" if is_string(file.base_path)

_does(file) := "this change removes it" if is_null(file.base_path)

_from(file) := sprintf(" from %s", [file.base_path]) if is_string(file.base_path)

_from(file) := "" if is_null(file.base_path)

_finding(file, name, msg) := object.union(data.tunegate.lib.coverage.stands_at(file), {
	"rule": id,
	"model": name,
	"msg": msg,
	"related": data.tunegate.lib.coverage.related(file),
	"remedy": data.tunegate.lib.coverage.ways_out(file, name),
})
