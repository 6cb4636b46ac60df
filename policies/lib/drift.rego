# METADATA
# title: Alignment drift, as the numbers of the pack give it
# description: >-
#   The case has, for every suite of the evaluation results, what follows from its records or counts. The rules compare
#   that with what the documents say.
package tunegate.lib.drift

import rego.v1

# model -> the facts, where the pack has evaluation results
facts[name] := model.evidence.drift if {
	some name, model in data.tunegate.lib.facts.judged
	is_object(model.evidence.drift)
}

# [model, suite's facts, one category's facts]
results contains [name, suite, row] if {
	some name, drift in facts
	some suite in drift.suites
	some row in suite.results
}

# [model, one class's facts] over all suites
classes contains [name, row] if {
	some name, drift in facts
	some row in drift.classes
}

# [model, one suite's part in a class that has several]
parts contains [name, row] if {
	some name, drift in facts
	some row in drift.parts
}

# a number that was rounded to three decimals or more
close(one, other) if abs(one - other) < 0.00101

numbers(row) := sprintf("%v items, %v lost, %v gained", [row.n, row.b, row.c]) if row.kind in {"paired", "clustered"}

numbers(row) := sprintf(
	"%v of %v refused by the base model, %v of %v by the fine-tune",
	[row.base.refused, row.base.n, row.tuned.refused, row.tuned.n],
) if {
	row.kind in {"unpaired", "mixed"}
}

# whether the base model refuses units of a class so often that a loss over the margin can show; null has no units
can_show_loss(row, margin) if {
	is_number(row.refused_units)
	row.refused_units > margin * row.units
}

can_show_loss(row, margin) if {
	is_null(row.refused_units) # not 'not is_number': what is missing would pass on one engine
	row.base.refused > margin * row.base.n
}

# whether a class is non-inferior though more than the margin is lost of the items that the base model refuses
is_diluted(row, margin) if {
	row.outcome == "non-inferior"
	is_number(row.b)
	row.b > margin * row.base.refused
}

# what the analysis calls all suites together
all_suites := "all suites"

# what it calls a class among its categories
class_name(class) := sprintf("class %s", [class])

side_name := {"base": "base model", "tuned": "fine-tune"}

_surface_of := {"base": "base_model", "tuned": "fine_tuned_model"}

# a model's name without the folders and services before it, in lower case
bare(text) := parts[count(parts) - 1] if parts := split(trim_right(lower(text), "/"), "/")

# the names that a model's surfaces pin for a side
pins(name, side) := {bare(pinned) | some pinned in pinned_names(name, side)}

pinned_names(name, side) := input.models[name].reviewed[_surface_of[side]]

# whether the surfaces pin what a run calls its model
is_pinned(name, side, run) if is_named(run, pinned_names(name, side))

# whether names and versions have what a run calls its model: its name, or name and version with a colon between them
is_named(run, pinned) if bare(run) in {bare(pin) | some pin in pinned}

is_named(run, pinned) if {
	names := {bare(pin) | some pin in pinned}
	parts := split(bare(run), ":")
	count(parts) == 2
	every part in parts {
		part in names
	}
}

# whether the surfaces pin a revision that a run names: one of their values, or the start of one
is_revision(name, side, revision) if {
	some pin in input.models[name].reviewed[_surface_of[side]]
	startswith(lower(pin), lower(revision))
	count(revision) >= 7 # the shortest form of a commit that git gives
}

is_revision(name, side, revision) if {
	some pin in input.models[name].reviewed[_surface_of[side]]
	pin == revision
}

is_revision(name, side, revision) if {
	some pin in input.models[name].reviewed[_surface_of[side]]
	_is_commit(pin)
	startswith(lower(revision), pin)
}

# whether a surface pins a revision at all
pins_revision(name, side) if {
	some pin in input.models[name].reviewed[_surface_of[side]]
	_is_commit(pin)
}

_is_commit(pin) if {
	count(pin) >= 7
	every character in split(pin, "") {
		contains("0123456789abcdef", character)
	}
}

# [model, the base's suite with outcomes item by item, the suite that has counts alone in their place]
taken_away contains [name, former, suite] if {
	some name, drift in facts
	some former in input.models[name].evidence.recorded_before
	not former in {suite.suite | some suite in drift.suites; suite.source == "records"}
	some suite in drift.suites
	suite.source == "counts"
	_is_instead(former, suite, drift)
}

# the suite itself, or where it is former every one that has counts alone
_is_instead(former, suite, _) if suite.suite == former

_is_instead(former, _, drift) if not former in {suite.suite | some suite in drift.suites}

# [model, the base's category] of which this change's results have some items no more
gone contains [name, row] if {
	some name, _ in facts
	some row in input.models[name].evidence.tested_before.categories
	row.gone > 0
	not [name, row.suite] in {[model, suite] | some [model, suite, _] in taken_away}
}

# [index, reason] of each statement in the results that gives these items up
retired(name, row) := {[i, said.reason] |
	some i, said in evaluation(name).document.retired_tests
	said.suite == row.suite
	object.get(said, "category", row.category) == row.category
	not said in input.models[name].evidence.tested_before.retired # which was of what was given up before
}

dropped(row) := sprintf("%v of %v items of %s of %s in the base commit's results", [row.gone, row.items, row.category, row.suite])

# some names of so many
some_of(names, n) := concat(", ", names) if count(names) == n

some_of(names, n) := sprintf("%s and %v more", [concat(", ", names), n - count(names)]) if count(names) < n

evaluation(name) := input.models[name].evidence.artefacts["evaluation-results"]

analysis(name) := input.models[name].evidence.artefacts["alignment-regression"]

# rows of the analysis with their pointers, those of classes and of suites in them included
stated(document) := {row |
	some i, category in document.categories
	row := {"pointer": sprintf("/categories/%d", [i]), "of": "results", "category": category}
} | {row |
	some i, said in document.classes
	suite := object.get(said, "suite", all_suites)
	category := object.union(said, {"category": class_name(said.class), "suite": suite})
	row := {"pointer": sprintf("/classes/%d", [i]), "of": _kind(said), "category": category}
}

_kind(said) := "parts" if said.suite

_kind(said) := "classes" if not said.suite
