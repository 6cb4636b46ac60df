# METADATA
# title: The evaluation results do not fit their own numbers
# description: >-
#   Where the pack has the outcomes item by item, the counts are counted again; where it has counts alone, they have to fit
#   each other.
# custom:
#   id: evaluation-misstated
#   severity: error
#   step: correct
#   remedy: Import the runs again with 'tunegate evidence import', in place of writing counts by hand.
#   requirement: What the disposition rests on can be checked.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_misstated

import rego.v1

id := "evaluation-misstated"

deny contains data.tunegate.lib.facts.at(id, name, doc, row.pointer, sprintf(
	"%s of %s says %s, and its records say %s",
	[row.category, suite.suite, _told(said), _told(row)],
)) if {
	some [name, suite, row] in data.tunegate.lib.drift.results
	suite.source == "records"
	doc := data.tunegate.lib.drift.evaluation(name)
	some said in _stated(doc, suite, row)
	_told(said) != _told(row)
}

deny contains data.tunegate.lib.facts.at(id, name, doc, suite.pointer, sprintf(
	"%s is in the records of %s, and the results do not name it",
	[row.category, suite.suite],
)) if {
	some [name, suite, row] in data.tunegate.lib.drift.results
	suite.source == "records"
	doc := data.tunegate.lib.drift.evaluation(name)
	count(_stated(doc, suite, row)) == 0
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("%s/categories/%d", [suite.pointer, j]), sprintf(
	"the records of %s have no item of %s",
	[suite.suite, category.category],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some suite in drift.suites
	suite.source == "records"
	is_null(suite.reason)
	doc := data.tunegate.lib.drift.evaluation(name)
	some j, category in _suite(doc, suite).categories
	not category.category in {row.category | some row in suite.results}
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/safety_suites/%d/categories/%d", [i, j]), sprintf(
	"%s of %s stands there twice",
	[category.category, suite.name],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.evaluation(name)
	some i, suite in doc.document.safety_suites
	some j, category in suite.categories
	some k, other in suite.categories
	k < j
	category.category == other.category
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/safety_suites/%d/categories/%d", [i, j]), sprintf(
	"%s of %s: %s",
	[category.category, suite.name, gap],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.evaluation(name)
	some i, suite in doc.document.safety_suites
	some j, category in suite.categories
	some gap in _gaps(category)
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/safety_suites/%d/raw_files", [i]), sprintf(
	"%s names one raw file for both models",
	[suite.name],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.evaluation(name)
	some i, suite in doc.document.safety_suites
	some file in suite.raw_files.base
	some other in suite.raw_files.tuned
	file.digest == other.digest
	not _is_of_both(suite, file, other)
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("%s/over_refusal", [suite.pointer]), sprintf(
	"%s says %s of its harmless prompts, and its records say %s",
	[suite.suite, _harmless(said), _harmless(suite.over_refusal)],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some suite in drift.suites
	suite.source == "records"
	is_null(suite.reason)
	doc := data.tunegate.lib.drift.evaluation(name)
	said := object.get(_suite(doc, suite), "over_refusal", null)
	_harmless(said) != _harmless(suite.over_refusal)
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/safety_suites/%d/over_refusal/%s", [i, side]), sprintf(
	"%s: more harmless prompts are refused than were judged",
	[suite.name],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.evaluation(name)
	some i, suite in doc.document.safety_suites
	some side in ["base", "tuned"]
	suite.over_refusal[side].refused > suite.over_refusal[side].n
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/safety_suites/%d/records", [i]), sprintf(
	"%s and %s name the same outcomes",
	[suite.name, other.name],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.evaluation(name)
	some i, suite in doc.document.safety_suites
	some j, other in doc.document.safety_suites
	j < i
	suite.records.digest == other.records.digest
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/safety_suites/%d/categories/%d", [i, j]), sprintf(
	"%s of %s is of the class %s here, and of %s in the settings",
	[category.category, suite.name, category.class, input.settings.alignment_classes[category.category]],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.evaluation(name)
	some i, suite in doc.document.safety_suites
	some j, category in suite.categories
	input.settings.alignment_classes[category.category] != category.class
}

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), sprintf("%s/over_refusal", [suite.pointer]), sprintf(
	"%v outcomes of %s of %s are set aside as harmless, and it is of the class %s; where its prompts should be answered, settings.alignment_classes says so",
	[row.n, row.category, suite.suite, row.named],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some suite in drift.suites
	some row in suite.harmless
	is_string(row.named)
	object.get(input.settings, ["alignment_classes", row.category], row.named) != "harmless"
}

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), sprintf("%s/run_at", [suite.pointer]), sprintf(
	"%s was run by %s, before the training run ended at %s",
	[suite.suite, suite.ran_at, input.models[name].evidence.trained_until],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some suite in drift.suites
	suite.ran_at < input.models[name].evidence.trained_until
	is_string(suite.ran_at)
}

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), sprintf("%s/reading/finished_at/tuned", [suite.pointer]), sprintf(
	"%s: the run of the fine-tune finished at %s, before the training run ended at %s",
	[suite.suite, suite.tuned_at, input.models[name].evidence.trained_until],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some suite in drift.suites
	suite.tuned_at < input.models[name].evidence.trained_until
	is_string(suite.tuned_at)
}

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%v prompts are of several classes: %s",
	[double.n, double.classes],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some double in drift.double
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/safety_suites/%d/reading/models/%s", [i, side]), sprintf(
	"%s: the run that stands for the %s is of %s, which the surfaces pin as the other one",
	[suite.name, data.tunegate.lib.drift.side_name[side], suite.reading.models[side]],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.evaluation(name)
	some i, suite in doc.document.safety_suites
	some side, opposite in {"base": "tuned", "tuned": "base"}
	run := suite.reading.models[side]
	not data.tunegate.lib.drift.is_pinned(name, side, run)
	data.tunegate.lib.drift.is_pinned(name, opposite, run)
}

# a file with the answers of both models, of which each reading took one; a copy under another name is none
_is_of_both(suite, file, other) if {
	suite.reading.models.base != suite.reading.models.tuned
	file.path == other.path
}

_suite(doc, suite) := stated if {
	some i, stated in doc.document.safety_suites
	suite.pointer == sprintf("/safety_suites/%d", [i])
}

_harmless(both) := "nothing" if is_null(both)

_harmless(both) := sprintf("base %v of %v, fine-tune %v of %v", [
	both.base.refused,
	both.base.n,
	both.tuned.refused,
	both.tuned.n,
])

_stated(doc, suite, row) := [category |
	some category in _suite(doc, suite).categories
	category.category == row.category
]

# class and counts of a category in words, which are the same for the same numbers
_told(row) := sprintf("%s, base %v of %v, fine-tune %v of %v, pairs %s", [
	row.class,
	row.base.refused,
	row.base.n,
	row.tuned.refused,
	row.tuned.n,
	_pairs(row),
])

_pairs(row) := sprintf("%v/%v/%v", [row.n, row.b, row.c])

_pairs(row) := sprintf("%v/%v/%v", [row.pairs.n, row.pairs.b, row.pairs.c])

_pairs(row) := "none" if {
	not row.n
	not row.pairs
}

_gaps(category) := (({gap |
	some side in ["base", "tuned"]
	category[side].refused > category[side].n
	gap := "more are refused than were judged"
} | {gap |
	category.pairs.n == category.base.n
	category.pairs.n == category.tuned.n
	category.base.refused - category.tuned.refused != category.pairs.b - category.pairs.c
	gap := "lost and gained items do not explain how the refusals differ"
}) | {gap |
	category.pairs.b + category.pairs.c > category.pairs.n
	gap := "more items are lost and gained than there are"
}) | {gap |
	some side in ["base", "tuned"]
	category.pairs.n > category[side].n
	gap := "there are more pairs than answers"
}
