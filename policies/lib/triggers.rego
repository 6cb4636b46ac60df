# METADATA
# title: Triggers and their answers
# description: >-
#   Which re-assessment triggers fired by the changes from base to head and by open requests to delete training records,
#   who owns them, and what answers them. A
#   disposition answers what it was made for; a determination answers one trigger for one state.
package tunegate.lib.triggers

import rego.v1

# Other packages are named in full everywhere: inside a function the embedded engine can resolve the alias of an
# import against another module.

# model -> trigger -> indices of the changes that fired it
rows[model][trigger] contains index if {
	some index, change in input.changes
	change.change != "relocated" # nothing depends on where the file is
	model := change.model
	not _introduced(model)
	trigger := data.tunegate.lib.tables.trigger_of[change.surface]
}

_introduced("control-plane") if input.control_plane.introduced

fired contains {
	"model": model,
	"trigger": trigger,
	"owner": owner(model, trigger),
	"changes": sort(indices),
	"answered_by": answer(model, trigger),
} if {
	some model, by_trigger in rows
	some trigger, indices in by_trigger
}

# a request to delete what a model was trained on fires as a change of the data does, until a disposition is made after it
fired contains {
	"model": model,
	"trigger": "re-fine-tuning",
	"owner": owner(model, "re-fine-tuning"),
	"changes": [],
	"answered_by": _answer_to(model, max(moments)),
} if {
	some model, moments in data.tunegate.lib.deletions.asked
	data.tunegate.lib.facts.judged[model]
	not rows[model]["re-fine-tuning"]
}

_answer_to(model, moment) := "disposition" if _is_decided_after(model, moment)

_answer_to(model, moment) := null if not _is_decided_after(model, moment)

_is_decided_after(model, moment) if {
	current_as_made(model)
	data.tunegate.lib.facts.dispositions[model].document.decided_at > moment
}

owner(model, trigger) := name if name := _owner(model, trigger)

owner(model, trigger) := null if not _owner(model, trigger)

_owner(model, trigger) := name if {
	name := data.tunegate.lib.facts.dispositions[model].document.triggers[trigger].owner
	not data.tunegate.lib.facts.is_nobody(name)
}

_owner(model, trigger) := name if {
	trigger in data.tunegate.lib.tables.model_triggers
	name := data.tunegate.lib.baselines.in_force[model].document.owner
}

_owner("control-plane", "control-plane-change") := input.control_plane.owner if {
	is_string(input.control_plane.owner)
	not data.tunegate.lib.facts.is_nobody(input.control_plane.owner)
}

answer(model, _) := _standing(model) if current_as_made(model)

answer(model, trigger) := "determination" if {
	not current_as_made(model)
	_determined(model, trigger)
}

answer(model, trigger) := null if {
	not current_as_made(model)
	not _determined(model, trigger)
}

_determined(model, trigger) if determined[model][trigger]

# a model that goes whole goes with its block in the configuration: whoever answers for the gate answers for that
_determined(model, _) if {
	taken_out[model]
	determined["control-plane"]["control-plane-change"]
}

# models that this change takes out of the configuration, and of which nothing is left where it was
taken_out contains model if {
	some model, facts in input.models
	facts.status == "removed"
	count(object.get(object.get(rows, "control-plane", {}), "control-plane-change", set())) > 0
	every index in _changes_of(model) {
		input.changes[index].change == "removed"
	}
}

_changes_of(model) := {index | some indices in object.get(rows, model, {}); some index in indices}

# the disposition, or the baseline that counts, was made for this very state
current_as_made(model) if data.tunegate.lib.baselines.standing[model].made_for.state == input.models[model].state.digest

_standing(model) := "disposition" if data.tunegate.lib.facts.dispositions[model]

_standing(model) := "baseline" if data.tunegate.lib.baselines.in_force[model]

# model -> triggers that a determination of their owner answers for the head's state
determined[model] contains trigger if {
	some model, disposition in data.tunegate.lib.facts.dispositions
	disposition.document.decision in data.tunegate.lib.tables.opening_decisions
	disposition.document.expires >= data.tunegate.lib.facts.today
	some doc in data.tunegate.lib.facts.judged[model].evidence.determinations
	for_head(model, doc)
	count(objections(model, doc)) == 0
	trigger := doc.document.trigger
}

determined[model] contains trigger if {
	some model, _ in data.tunegate.lib.baselines.in_force
	some doc in data.tunegate.lib.facts.judged[model].evidence.determinations
	for_head(model, doc)
	count(objections(model, doc)) == 0
	trigger := doc.document.trigger
}

determined["control-plane"] contains "control-plane-change" if {
	some doc in input.control_plane.determinations
	for_head("control-plane", doc)
	count(objections("control-plane", doc)) == 0
}

for_head("control-plane", doc) if doc.made_for.state == input.control_plane.state

for_head(model, doc) if doc.made_for.state == input.models[model].state.digest

# why a determination that was made for the head's state does not count
objections(model, doc) := {reason |
	some reason in array.concat(
		array.concat(_general(model, doc), _particular(model, doc)),
		array.concat(sort(data.tunegate.lib.earlier.objections(model, doc)), _unapproved(model, doc)),
	)
}

_unapproved(model, doc) := [sprintf("it is not approved: %s", [reason]) |
	some reason in data.tunegate.lib.approvals.objections(model, doc, {doc.document.trigger})
]

_general(model, doc) := [reason |
	some reason, holds in {
		sprintf("settings do not allow a determination to answer %s", [doc.document.trigger]): _not_allowed(model, doc),
		sprintf("it expired on %s", [doc.document.expires]): doc.document.expires < data.tunegate.lib.facts.today,
		sprintf("it is dated in the future (%s)", [doc.document.determined_at]): doc.document.determined_at > input.now,
		_length_reason(doc): data.tunegate.lib.earlier.days(doc.document.determined_at, doc.document.expires) > input.settings.determination_max_days,
	}
	holds
]

_length_reason(doc) := sprintf("it holds for %d days, and %d are allowed: bring 'expires' nearer", [
	data.tunegate.lib.earlier.days(doc.document.determined_at, doc.document.expires),
	input.settings.determination_max_days,
])

# under a baseline there is no pack that a change could void, so its owner answers for every trigger
_is_allowed(_, trigger) if trigger in input.settings.determinations_allowed

_is_allowed(model, _) if data.tunegate.lib.baselines.in_force[model]

_not_allowed(model, doc) := false if _is_allowed(model, doc.document.trigger)

_not_allowed(model, doc) if not _is_allowed(model, doc.document.trigger)

_particular(model, doc) := [reason |
	some reason, holds in {
		"it starts from another state than the one that was reviewed": doc.starts_from.state != reviewed(model),
		_owner_reason(doc): doc.document.owner != owner(model, doc.document.trigger),
	}
	holds
]

_owner_reason(doc) := sprintf("%s does not own the trigger %s", [doc.document.owner, doc.document.trigger])

# the state that a determination has to start from, by its newest form as all that are compared
reviewed(model) := data.tunegate.lib.baselines.standing[model].made_for.state

reviewed(model) := null if {
	model != "control-plane"
	not data.tunegate.lib.baselines.standing[model]
}

reviewed("control-plane") := input.control_plane.base_state

# surfaces in which the head differs from what a document was made for, less those that a determination answers
unanswered_surfaces(model, doc) := {surface |
	some surface, _ in doc.made_for.changed
	not data.tunegate.lib.tables.trigger_of[surface] in object.get(determined, model, set())
}
