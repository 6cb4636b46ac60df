# METADATA
# title: Waivers
# description: >-
#   Findings that their owner accepts for a time. A waiver names one rule, one model, what the finding is about and a digest
#   of what it was found in, so that it covers no other content. What would make the check mean nothing cannot be waived.
package tunegate.lib.waivers

import rego.v1

in_force contains row if {
	some row in input.waivers
	count(objections(row)) == 0
	row.expires >= data.tunegate.lib.facts.today
}

# rules whose findings cannot be waived
unwaivable(rule) if rule in data.tunegate.lib.tables.unwaivable

objections(row) := ({reason |
	unwaivable(row.rule)
	reason := sprintf("the findings of %s cannot be waived", [row.rule])
} | {reason |
	row.granted > data.tunegate.lib.facts.today
	reason := sprintf("it is granted in the future (%s)", [row.granted])
}) | {reason |
	days(row) > input.settings.waiver_max_days
	reason := sprintf("it holds for %d days, and %d are allowed", [days(row), input.settings.waiver_max_days])
}

days(row) := round(((_start(row.expires) - _start(row.granted)) / 1000000000) / 86400)

_start(day) := time.parse_rfc3339_ns(concat("", [day, "T00:00:00Z"]))

# the waivers that cover a finding, in words
covering(finding) := {sprintf("%s until %s: %s", [row.owner, row.expires, row.reason]) |
	some row in in_force
	bound := subject(finding)
	_names(row, finding, bound)
	row.value == bound.value
}

# the waivers that cover it no more, each with what it would have to name
outdated(finding) := {[row, bound] |
	bound := subject(finding)
	some row in in_force
	_names(row, finding, bound)
	row.value != bound.value
}

_names(row, finding, bound) if {
	row.rule == finding.rule
	row.model == finding.model
	row.element == bound.element
}

# what a waiver of a finding has to name; undefined for a finding about no model, or about nothing that has a name
subject(finding) := {"element": element, "value": _values(finding)[0]} if {
	data.tunegate.lib.facts.judged[finding.model]
	element := _elements(finding)[0]
	is_string(element)
}

# a rule says what its finding is about where neither the document nor the file does
_elements(finding) := array.concat([finding.element | is_string(finding.element)], array.concat(_inside(finding), [finding.path]))

_inside(finding) := [element |
	doc := _document(finding)
	element := _element(finding, doc)
]

# what a change made stale is shown at the change, and it is about the whole document
_element(finding, doc) := doc.path if finding.rule in data.tunegate.lib.tables.caused

_element(finding, doc) := sprintf("%s%s", [doc.path, _fragment(_pointer(finding, doc))]) if not finding.rule in data.tunegate.lib.tables.caused

_fragment(pointer) := "" if pointer == ""

_fragment(pointer) := sprintf("#%s", [pointer]) if pointer != ""

# the deepest key of a document that has the finding's lines
_pointer(finding, doc) := pointer if {
	pointers := [p | some p, place in doc.lines; place == [finding.line, finding.end_line]]
	longest := max([count(p) | some p in pointers])
	pointer := max([p | some p in pointers; count(p) == longest])
}

_values(finding) := array.concat(
	[doc.content | doc := _document(finding)],
	[input.models[finding.model].state.digest],
)

_document(finding) := doc if {
	some [name, _, doc] in data.tunegate.lib.facts.documents
	name == finding.model
	doc.path == home(finding)
}

# the file that a finding is about: of what a change made stale the document, not the change
home(finding) := finding.path if not _is_caused(finding)

home(finding) := finding.related[0].path if _is_caused(finding)

_is_caused(finding) if {
	finding.rule in data.tunegate.lib.tables.caused
	count(finding.related) > 0
}
