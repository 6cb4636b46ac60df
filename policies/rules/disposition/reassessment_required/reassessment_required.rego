# METADATA
# title: A reviewed surface changed without an updated disposition
# description: >-
#   Every fine-tune is a new model, and a change of the base model or of the deployment layer voids what was
#   reviewed. Each change is shown until a disposition, or where it is allowed a determination of the trigger's owner,
#   covers the new state.
# custom:
#   id: reassessment-required
#   severity: error
#   step: decide
#   remedy: >-
#     Redo the evidence that depends on this surface ('tunegate evidence renew'), and have the new state decided on
#     ('tunegate disposition draft'); or take the change back.
#   requirement: Somebody answers for each of the three triggers.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [clause 8.2, clause 8.4]
#     eu-ai-act: [Article 17(1)(a), Article 43(4)]
package tunegate.rules.reassessment_required

import rego.v1

id := "reassessment-required"

deny contains object.union(_related(trigger.model), {
	"rule": id,
	"model": trigger.model,
	"path": _path(change),
	"line": change.line,
	"end_line": change.end_line,
	"element": change.key,
	"msg": _sentence(change, trigger),
}) if {
	some trigger in data.tunegate.lib.triggers.fired
	trigger.model != "control-plane"
	is_null(trigger.answered_by)
	not data.tunegate.lib.triggers.taken_out[trigger.model] # control-plane-change asks for the answer, once
	some index in trigger.changes
	not data.tunegate.lib.facts.inherited[index]
	change := input.changes[index]
}

# what the base branch brings is said once, without a place that a waiver could name: it is answered there
deny contains {
	"rule": id,
	"model": trigger.model,
	"path": null,
	"line": null,
	"end_line": null,
	"msg": sprintf("%s of %s. This fires %s, owned by %s.", [
		data.tunegate.lib.facts.inherited_words(indices),
		trigger.model,
		trigger.trigger,
		_owner(trigger),
	]),
} if {
	some trigger in data.tunegate.lib.triggers.fired
	trigger.model != "control-plane"
	is_null(trigger.answered_by)
	not data.tunegate.lib.triggers.taken_out[trigger.model]
	indices := [index | some index in trigger.changes; data.tunegate.lib.facts.inherited[index]]
	count(indices) > 0
}

_related(model) := {"related": [data.tunegate.lib.facts.related(doc, "/state", "the disposition, which does not cover it")]} if {
	doc := data.tunegate.lib.facts.dispositions[model]
}

_related(model) := {
	"related": [data.tunegate.lib.facts.related(doc, "/state", "the baseline, which does not cover it")],
	"remedy": sprintf("Have %s decide whether the change may come in: 'tunegate evidence new determination'; or take it back.", [doc.document.owner]),
} if {
	doc := data.tunegate.lib.baselines.in_force[model]
}

_related(model) := {} if not data.tunegate.lib.baselines.standing[model]

_path(change) := change.path if not is_null(change.line)

_path(change) := object.get(change, "base_path", change.path) if is_null(change.line)

_sentence(change, trigger) := sprintf("%s of %s %s: %s. This fires %s, owned by %s.", [
	change.surface,
	trigger.model,
	change.change,
	data.tunegate.lib.facts.what_changed(change),
	trigger.trigger,
	_owner(trigger),
])

_owner(trigger) := trigger.owner if not is_null(trigger.owner)

_owner(trigger) := "nobody yet" if is_null(trigger.owner)
