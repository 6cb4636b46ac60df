# METADATA
# title: Reading the case
# description: Helpers over the case that state no judgement of their own.
package tunegate.lib.facts

import rego.v1

today := substring(input.now, 0, 10)

# models whose evidence is judged; the configuration of a removed one is the control plane's business
judged[name] := model if {
	some name, model in input.models
	model.status != "removed"
}

# disposition of every judged model that has one
dispositions[name] := doc if {
	some name, model in judged
	doc := model.evidence.disposition
	is_object(doc)
}

# [model, kind, document] of everything in the packs, the disposition and determinations included
documents contains [name, kind, doc] if {
	some name, model in judged
	some kind, doc in model.evidence.artefacts
}

documents contains [name, "disposition", doc] if some name, doc in dispositions

documents contains [name, "baseline", doc] if {
	some name, model in judged
	doc := model.evidence.baseline
	is_object(doc)
}

documents contains [name, "determination", doc] if {
	some name, model in judged
	some doc in model.evidence.determinations
}

documents contains ["control-plane", "determination", doc] if some doc in input.control_plane.determinations

# whether a document has to say what the gate has begun to ask: of a pack in an older form once it is written again
asked(name, _) if not input.models[name].evidence.older_form

asked(_, doc) if doc.revised

# a finding at a key of a document, at the nearest key above it, or at the top of the file; see place
at(rule, model, doc, pointer, msg) := {
	"rule": rule,
	"model": model,
	"path": doc.path,
	"line": place(doc, pointer)[0],
	"end_line": place(doc, pointer)[1],
	"msg": msg,
}

# a finding about a document that a change made stale: at the first line of the head that did, with the document beside
# it; at the document where no change from base to head did, or none that has a line at the head
caused(rule, model, doc, pointer, surfaces, what, msg) := {
	"rule": rule,
	"model": model,
	"path": change.path,
	"line": change.line,
	"end_line": change.end_line,
	"msg": msg,
	"related": [related(doc, pointer, what)],
} if {
	change := _causes(model, doc, surfaces)[0]
}

caused(rule, model, doc, pointer, surfaces, _, msg) := at(rule, model, doc, pointer, msg) if {
	count(_causes(model, doc, surfaces)) == 0
}

_causes(model, doc, surfaces) := [change |
	some change in input.changes
	change.model == model
	change.surface in surfaces
	change.key in doc.made_for.changed[change.surface].keys
	is_number(change.line)
]

# where a file or value that a document names is at the head, if its file only moved since the document was made
now_at(doc, surface, path) := concat("#", array.concat([move.to], array.slice(parts, 1, count(parts)))) if {
	parts := split(path, "#")
	some move in doc.made_for.moved
	move.surface == surface
	move.from == parts[0]
}

now_at(doc, surface, path) := path if not _is_moved(doc, surface, split(path, "#")[0])

_is_moved(doc, surface, path) if {
	some move in doc.made_for.moved
	move.surface == surface
	move.from == path
}

# positions of the changes that come from a base branch that is not trusted, and not from the pull request
inherited contains index if some index in input.comparison.unmerged.changes

# how many of them there are, and where the first of them are; the caller adds of what
inherited_words(indices) := sprintf("%s, the base branch, is not trusted and brings changes that are not of this pull request (%s): %d", [
	input.comparison.unmerged.branch,
	concat(", ", array.slice(_inherited_places(indices), 0, 5)),
	count(indices),
])

_inherited_places(indices) := sort({input.changes[index].path | some index in indices})

# a place of a document, as a related place of a finding
related(doc, pointer, what) := {
	"path": doc.path,
	"line": place(doc, pointer)[0],
	"end_line": place(doc, pointer)[1],
	"message": what,
}

# lines of a value; of the nearest key above where the case has none of it; line 1 where it has none of those either
place(doc, pointer) := doc.lines[pointer]

place(doc, pointer) := doc.lines[_to(pointer, max(_above(doc, pointer)))] if {
	not doc.lines[pointer]
	count(_above(doc, pointer)) > 0
}

place(doc, pointer) := [1, 1] if {
	not doc.lines[pointer]
	count(_above(doc, pointer)) == 0
}

# how many steps the way has to each key above that has lines
_above(doc, pointer) := {length |
	some length, _ in split(pointer, "/")
	length > 1
	doc.lines[_to(pointer, length)]
}

_to(pointer, length) := concat("/", array.slice(split(pointer, "/"), 0, length))

# a finding at a model's block in the configuration
at_model(rule, name, msg) := {
	"rule": rule,
	"model": name,
	"path": input.models[name].config.path,
	"line": input.models[name].config.line,
	"end_line": input.models[name].config.end_line,
	"msg": msg,
}

# at most five of the names, and how many are left
listed(names) := concat(", ", names) if count(names) <= 5

listed(names) := sprintf("%s and %d more", [concat(", ", array.slice(names, 0, 5)), count(names) - 5]) if {
	count(names) > 5
}

# what changed since a document was made, surface by surface
changes_in(doc, surfaces) := concat("; ", [sentence |
	some surface in sort(surfaces)
	change := doc.made_for.changed[surface]
	sentence := surface_sentence(surface, change)
])

surface_sentence(surface, change) := sprintf("%s (%s)", [surface, listed(change.keys)]) if count(change.keys) > 0

surface_sentence(surface, change) := surface if count(change.keys) == 0

# an owner or approver who is nobody: RFC 2606 keeps '.invalid' free, and 'init' writes such a mailbox where none is named
is_nobody(name) if trim_space(name) == ""

is_nobody(name) if endswith(lower(trim_space(name)), ".invalid")

short(text) := text if count(text) <= 80

short(text) := concat("", [substring(text, 0, 77), "..."]) if count(text) > 80

# a value in one short line
shown(value) := "nothing" if is_null(value)

shown(value) := short(replace(replace(value, "\n", " "), "\r", " ")) if is_string(value)

shown(value) := short(json.marshal(value)) if {
	not is_string(value)
	not is_null(value)
}

# a text as YAML and JSON both read it, in quotes
quoted(text) := sprintf("\"%s\"", [replace(replace(replace(text, "\\", "\\\\"), "\"", "\\\""), "\n", "\\n")])

digest_short(digest) := substring(digest, 0, 19)

# why the file of the state that a document names does not count, where there is one
state_problem(doc) := sprintf(": %s", [doc.made_for.problem]) if is_string(doc.made_for.problem)

state_problem(doc) := "" if not is_string(doc.made_for.problem)

# a change in words: its key, its values or, where they are not shown, its detail
what_changed(change) := sprintf("%s (%s -> %s)", [change.key, _side(change, 0, change.old), _side(change, 1, change.new)]) if _has_values(change)

what_changed(change) := sprintf("%s (%s)", [change.key, shown(change.detail)]) if {
	not _has_values(change)
	is_string(change.detail)
}

what_changed(change) := change.key if {
	not _has_values(change)
	is_null(change.detail)
}

# of a long value the words that changed
_side(change, index, _) := replace(change.words[index], "\n", " ") if change.words

_side(change, _, value) := shown(value) if not change.words

_has_values(change) if {
	not _of_records(change)
	not is_null(change.old)
}

_has_values(change) if {
	not _of_records(change)
	not is_null(change.new)
}

# of a data file the kind of change counts; its old and new are one example
_of_records(change) if {
	change.surface == "training_data"
	not contains(change.key, "#")
	is_string(change.detail)
}
