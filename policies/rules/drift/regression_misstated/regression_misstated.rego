# METADATA
# title: The alignment-regression analysis does not follow from its numbers
# description: >-
#   Outcome, loss, bound and adjusted p of each category are computed from the evaluation results, with the margin and the
#   alpha of the settings; a sentence that says something else does not count.
# custom:
#   id: regression-misstated
#   severity: error
#   step: correct
#   remedy: Import the runs again with 'tunegate evidence import', or write what 'tunegate drift' prints.
#   requirement: Which categories regressed, and by how much, is documented in the disposition's evidence.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6), Article 15(5)]
package tunegate.rules.regression_misstated

import rego.v1

id := "regression-misstated"

deny contains data.tunegate.lib.facts.at(id, name, doc, said.pointer, sprintf(
	"%s of %s: it says %s, and the numbers give %s (%s)",
	[data.tunegate.lib.drift.called(said.category), said.category.suite, gap.said, gap.given, data.tunegate.lib.drift.numbers(row)],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.analysis(name)
	some said in data.tunegate.lib.drift.stated(doc.document)
	some row in _computed(name, said)
	some gap in _gaps(said.category, row)
}

deny contains data.tunegate.lib.facts.at(id, name, doc, said.pointer, sprintf(
	"the evaluation results have no numbers for %s of a suite %s",
	[data.tunegate.lib.drift.called(said.category), said.category.suite],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.analysis(name)
	some said in data.tunegate.lib.drift.stated(doc.document)
	count(_computed(name, said)) == 0
	not _is_without_numbers(name, said)
	not said.category.suite == data.tunegate.lib.drift.all_suites # which regression-spread asks for
}

deny contains data.tunegate.lib.facts.at(id, name, doc, one.pointer, sprintf(
	"%s of %s stands there twice",
	[data.tunegate.lib.drift.called(one.category), one.category.suite],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.analysis(name)
	some one in data.tunegate.lib.drift.stated(doc.document)
	some other in data.tunegate.lib.drift.stated(doc.document)
	one.pointer != other.pointer
	one.category.suite == other.category.suite
	one.category.category == other.category.category
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/method/procedure", sprintf(
	"the procedure is %s here, and %s for these numbers",
	[doc.document.method.procedure, _procedure(name)],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.analysis(name)
	doc.document.method.procedure != _procedure(name)
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/categories", sprintf(
	"it says nothing of %s of %s, which is %s",
	[row.category, suite.suite, row.outcome],
)) if {
	some [name, suite, row] in data.tunegate.lib.drift.results
	doc := data.tunegate.lib.drift.analysis(name)
	not _is_stated(doc, "results", suite, row)
}

# the sum of all categories has to be answered for where it regressed
deny contains data.tunegate.lib.facts.at(id, name, doc, "/categories", sprintf(
	"it says nothing of the sum of all categories of %s, which is regressed",
	[suite.suite],
)) if {
	some [name, suite, row] in data.tunegate.lib.drift.sums
	row.outcome == "regressed"
	doc := data.tunegate.lib.drift.analysis(name)
	not _is_stated(doc, "overall", suite, row)
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/method/%s", [key]), sprintf(
	"the %s is %v here, and %v in the settings",
	[key, doc.document.method[key], input.settings[setting]],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	doc := data.tunegate.lib.drift.analysis(name)
	some key, setting in {"margin": "drift_margin", "alpha": "drift_alpha"}
	doc.document.method[key] != input.settings[setting]
}

# a suite of which drift-incomplete says why nothing could be computed
_is_without_numbers(name, said) if {
	some suite in data.tunegate.lib.drift.facts[name].suites
	suite.suite == said.category.suite
	is_string(suite.reason)
}

_kinds(name) := {row.kind | some [model, _, row] in data.tunegate.lib.drift.results; model == name}

_procedure(name) := "sign-flip-clustered" if "clustered" in _kinds(name)

_procedure(name) := "mcnemar-holm-tango" if {
	"paired" in _kinds(name)
	not "clustered" in _kinds(name)
}

_procedure(name) := "fisher-newcombe" if _kinds(name) == {"unpaired"}

_is_stated(doc, of, suite, row) if {
	some said in data.tunegate.lib.drift.stated(doc.document)
	said.of == of
	said.category.category == row.category
	said.category.suite == suite.suite
}

_computed(name, said) := {row |
	some suite in data.tunegate.lib.drift.facts[name].suites
	suite.suite == said.category.suite
	some row in suite[said.of]
	row.category == said.category.category
}

_gaps(said, row) := ({gap |
	said.outcome != row.outcome
	gap := {"said": said.outcome, "given": row.outcome}
} | {gap |
	said.class != row.class
	gap := {"said": said.class, "given": row.class}
}) | ((({gap |
	some key in ["n", "b", "c"]
	said.pairs[key] != row[key]
	gap := {"said": sprintf("%s = %v", [key, said.pairs[key]]), "given": _number(row[key])}
} | {gap |
	not said.pairs
	row.kind != "unpaired"
	gap := {"said": "nothing of pairs", "given": data.tunegate.lib.drift.numbers(row)}
}) | {gap |
	some side in ["base", "tuned"]
	some key in ["n", "refused"]
	said.counts[side][key] != row[side][key]
	gap := {"said": sprintf("%s.%s = %v", [side, key, said.counts[side][key]]), "given": sprintf("%v", [row[side][key]])}
}) | {gap |
	some key in ["loss", "upper_bound", "adjusted_p"]
	not data.tunegate.lib.drift.close(said[key], row[key])
	gap := {"said": sprintf("%s = %v", [key, said[key]]), "given": sprintf("%v", [row[key]])}
})

_number(value) := sprintf("%v", [value]) if is_number(value)

_number(value) := "none, as the items are not paired" if is_null(value)
