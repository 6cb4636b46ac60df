# METADATA
# title: The pack is of an older form
# description: >-
#   Documents name states of an older canonical form. They are compared in that form, so nothing is stale because of it;
#   a later tunegate may no longer read it.
# custom:
#   id: form-outdated
#   severity: warning
#   step: configure
#   remedy: Run 'tunegate migrate' and commit what it writes. Signatures stay valid.
#   requirement: Evidence stays readable for as long as the model runs.
#   mappings:
#     iso-42001: [clause 7.5.3]
package tunegate.rules.form_outdated

import rego.v1

id := "form-outdated"

warn contains data.tunegate.lib.facts.at(id, name, _shown(name), "/state", sprintf(
	"the present form of states is %d, and these name one of form %s: %s",
	[
		input.models[name].state.form,
		concat(", ", _forms[name]),
		data.tunegate.lib.facts.listed(sort({kind | some [kind, _] in older})),
	],
)) if {
	some name, older in _older
}

# model -> [kind, document] of what is of an older form
_older[name] contains [kind, doc] if {
	some [name, kind, doc] in data.tunegate.lib.facts.documents
	doc.made_for.comparable
	is_number(doc.made_for.form)
	doc.made_for.form < input.models[name].state.form
}

_forms[name] := sort({sprintf("%d", [doc.made_for.form]) | some [_, doc] in older}) if some name, older in _older

# the disposition where it is among them, else the first by its path
_shown(name) := doc if some ["disposition", doc] in _older[name]

_shown(name) := doc if {
	not _is_shown(name)
	first := min({doc.path | some [_, doc] in _older[name]})
	some [_, doc] in _older[name]
	doc.path == first
}

_is_shown(name) if some ["disposition", _] in _older[name]
