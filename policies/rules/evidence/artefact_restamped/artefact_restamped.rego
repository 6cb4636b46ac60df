# METADATA
# title: An artefact was renewed and not redone
# description: >-
#   It has a new state, something it depends on changed in between, and apart from dates and prose its content is the
#   base commit's; or a measurement in it still names the old raw files.
# custom:
#   id: artefact-restamped
#   severity: error
#   step: redo
#   remedy: Redo it for the present state.
#   requirement: An artefact is redone when what it depends on changes.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MANAGE 4.1]
#     iso-42001: [A.6.2.4, A.6.2.7]
#     eu-ai-act: [Article 11(1)]
package tunegate.rules.artefact_restamped

import rego.v1

id := "artefact-restamped"

deny contains object.union(
	data.tunegate.lib.facts.at(id, name, doc, "/state", sprintf(
		"the %s was renewed with %s, and since then these changed: %s%s",
		[kind, what, concat(", ", sort(changed)), _why_not(name, kind)],
	)),
	{"remedy": sprintf("Redo it. If it was checked and holds as it is, have the disposition say why:\n%s", [_command(kind)])},
) if {
	some [name, kind, doc, was] in data.tunegate.lib.former.pairs
	not was.same_state
	changed := {surface |
		some surface in was.changed
		surface in data.tunegate.lib.tables.depends_on[kind]
	}
	count(changed) > 0
	some what in _kept(name, kind, was)
	not _is_explained(name, kind, doc)
}

_kept(_, _, was) := {"the content of the base commit's"} if was.same_content

_kept(name, kind, was) := {sprintf("the runs of the base commit's for %s", [data.tunegate.lib.facts.listed(sort(runs))]) |
	runs := {row.key | some row in was.reused} | _suites(name, kind)
	count(runs) > 0
} if {
	not was.same_content
}

# of other weights another rule says so
_suites(name, "evaluation-results") := {row.suite |
	before := input.models[name].evidence.tested_before
	before.same_tuned
	some row in before.reused
}

_suites(_, kind) := set() if kind != "evaluation-results"

# a reason is of no use against a source that says otherwise
_is_explained(name, kind, doc) if {
	count(_contradicted(name, kind)) == 0
	some row in data.tunegate.lib.facts.dispositions[name].document.renewed
	row.artefact == kind
	row.state == doc.document.state
}

_contradicted(name, kind) := {value.pointer |
	some [model, of, _, _, value] in data.tunegate.lib.derived.contradicted
	[model, of] == [name, kind]
}

_why_not(name, kind) := "" if count(_contradicted(name, kind)) == 0

_why_not(name, kind) := sprintf("; its sources now give another value for %s", [data.tunegate.lib.facts.listed(sort(_contradicted(name, kind)))]) if {
	count(_contradicted(name, kind)) > 0
}

_command(kind) := sprintf("  tunegate disposition draft --renewed %s=REASON", [kind])
