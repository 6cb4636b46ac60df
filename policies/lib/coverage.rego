# METADATA
# title: What no selector covers
# description: Which of the values that no selector covers are asked about, in words, and how to answer that.
package tunegate.lib.coverage

import rego.v1

added := {"added", "changed", "uncovered"}

gone := {"removed", "moved"}

# the files of the case with what is asked about in them; what an exclusion of the head takes out is not
asked(statuses) := [object.union(file, {"elements": elements}) |
	some file in input.uncovered
	elements := [element |
		some element in file.elements
		element.status in statuses
		not is_excluded(element)
	]
	count(elements) > 0
]

# an exclusion that the change itself adds: it names one place and one rule, and those who approve changes of the gate
# signed a determination of this very change that lists it
is_excluded(element) if {
	element.proposed.exact
	[element.proposed.path, element.proposed.key, element.proposed.rule] in listed
}

listed contains [row.path, object.get(row, "key", null), row.rule] if {
	is_object(input.control_plane.approvers)
	some doc in input.control_plane.determinations
	data.tunegate.lib.triggers.for_head("control-plane", doc)
	count(data.tunegate.lib.triggers.objections("control-plane", doc)) == 0
	some row in object.get(doc.document, "exclusions", [])
}

# a disposition that was made for a state of an older form, or migrated from one: it could not say what was left out
is_older(name, doc) if {
	is_number(doc.made_for.form)
	doc.made_for.form < input.models[name].state.form
}

is_older(_, doc) if {
	some kept in doc.approval.kept
	is_null(kept.problem)
}

# the models that a finding about a file is for: those that select parts of it, or none
models(file) := {null} if count(file.models) == 0

models(file) := {name | some name in file.models} if count(file.models) > 0

# where a finding about a file stands: the first line that the head has of it
stands_at(file) := {"path": file.path, "line": element.line, "end_line": element.end_line} if {
	lines := [e.line | some e in file.elements; is_number(e.line)]
	first := min(lines)
	element := [e | some e in file.elements; e.line == first][0]
}

stands_at(file) := {"path": file.path, "line": null, "end_line": null} if {
	count([e | some e in file.elements; is_number(e.line)]) == 0
}

# the places of a file, where they are several
related(file) := [] if count(file.elements) == 1

related(file) := [{"path": file.path, "line": e.line, "end_line": e.end_line, "message": sprintf("%s: %s", [e.surface, what(e)])} |
	some e in array.slice(file.elements, 0, 50)
	is_number(e.line)
] if {
	count(file.elements) > 1
}

# at most five of the values in words, and how many are left
listed_words(file) := concat("; ", _words(file)) if _total(file) <= 5

listed_words(file) := sprintf("%s and %d more", [concat("; ", array.slice(_words(file), 0, 5)), _total(file) - 5]) if _total(file) > 5

_words(file) := [what(element) | some element in file.elements]

_total(file) := count(file.elements) + file.more

# a value in words: where it is in the file, and what it was and is
what(element) := sprintf("%s (%s -> %s)", [_name(element), data.tunegate.lib.facts.shown(element.old), data.tunegate.lib.facts.shown(element.value)]) if _changed_value(element)

what(element) := sprintf("%s (%s)", [_name(element), data.tunegate.lib.facts.shown(_one(element))]) if {
	not _changed_value(element)
	not is_null(_one(element))
}

what(element) := _name(element) if {
	not _changed_value(element)
	is_null(_one(element))
}

_changed_value(element) if {
	element.status == "changed"
	count([value | some value in [element.old, element.value]; not is_null(value)]) > 0
}

_one(element) := element.old if element.status == "removed"

_one(element) := element.value if element.status != "removed"

_name(element) := element.exclude.key if is_string(element.exclude.key)

_name(element) := sprintf("the whole file, as %s", [element.surface]) if is_null(element.exclude.key)

# why an exclusion that only the head has does not count yet
pending(file) := sprintf(" The exclusion on line %d of %s counts once it is merged: %s.", [row.line, input.control_plane.path, _reason(row)]) if {
	rows := [element.proposed | some element in file.elements; is_object(element.proposed)]
	row := rows[0]
}

pending(file) := "" if count([element | some element in file.elements; is_object(element.proposed)]) == 0

_reason(row) := "before that, only one that names one path and one rule can" if not row.exact

_reason(row) := "before that, a determination that lists it has to be approved, and 'control_plane.approvers' names nobody" if {
	row.exact
	not is_object(input.control_plane.approvers)
}

_reason(row) := "before that, an approved determination of this change has to list it" if {
	row.exact
	is_object(input.control_plane.approvers)
}

# the two ways out, as lines to paste into the configuration
ways_out(file, model) := concat("\n", array.concat(
	array.concat([sprintf("Select it in %s, and have the state reviewed:", [input.control_plane.path])], _selectors(file, model)),
	array.concat(["Or exclude it there, with a reason:"], _exclusions(file)),
))

_selectors(file, model) := array.concat(
	["  models:", sprintf("    %s:", [_model_name(model)]), "      surfaces:"],
	[line |
		some surface in sort({element.surface | some element in file.elements})
		some line in array.concat(
			[sprintf("        %s:", [surface])],
			[sprintf("          - %s", [json.marshal(selector)]) |
				some selector in array.slice(sort({e.select | some e in file.elements; e.surface == surface}), 0, 10)
			],
		)
	],
)

_model_name(model) := model if is_string(model)

_model_name(model) := "<the model that it belongs to>" if is_null(model)

_exclusions(file) := array.concat(["  recognise:", "    exclude:"], [sprintf(
	"      - {path: %s%s, rule: %s, reason: <why>, owner: <who>}",
	[json.marshal(named.path), _key(named), named.rule],
) |
	some named in _excluded_places(file)
])

_key(named) := sprintf(", key: %s", [json.marshal(named.key)]) if is_string(named.key)

_key(named) := "" if is_null(named.key)

# the file where it has nothing that is reviewed, else value by value
_excluded_places(file) := [{"path": file.elements[0].exclude.path, "key": null, "rule": file.elements[0].exclude.rule}] if count(file.models) == 0

_excluded_places(file) := array.slice(_distinct([element.exclude | some element in file.elements]), 0, 5) if count(file.models) > 0

_distinct(rows) := [row |
	some i, row in rows
	not row in array.slice(rows, 0, i)
]

# in words: a reviewed value that leads to a file, or to a value in it
led_to(row) := sprintf("%s:%d %s as %s%s", [by.path, by.line, _verb[row.what], by.surface, as_others(row)]) if {
	by := row.named_by[0]
}

_verb := {"file": "names this file", "value": "gets its value from here"}

# in words: the reviewed value that gets its own from a place
names_it(row) := sprintf("%s:%d stands for as %s%s", [by.path, by.line, by.surface, as_others(row)]) if {
	by := row.named_by[0]
}

# how many other values lead to the same
as_others(row) := "" if count(row.named_by) == 1

as_others(row) := ", as one other value does" if count(row.named_by) == 2

as_others(row) := sprintf(", as %d other values do", [count(row.named_by) - 1]) if count(row.named_by) > 2
