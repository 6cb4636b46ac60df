# METADATA
# title: The case cannot be judged
# description: A case of another schema, or with parts missing, is refused rather than read as if nothing were wrong.
# custom:
#   id: case-unreadable
#   severity: error
#   step: configure
#   remedy: Make the case with the same version of tunegate as the policies.
#   requirement: The gate never passes on what it cannot read.
#   mappings:
#     nist-ai-rmf: [GOVERN 1.4]
package tunegate.rules.case_unreadable

import rego.v1

id := "case-unreadable"

deny contains _finding(null, "the case is not of the schema tunegate/case/v1") if {
	not input.schema == "tunegate/case/v1"
}

deny contains _finding(null, sprintf("the case has no usable %s", [name])) if {
	some name, kind in {
		"now": "string",
		"settings": "object",
		"adjustments": "array",
		"waivers": "array",
		"control_plane": "object",
		"models": "object",
		"unjudged": "array",
		"uncovered": "array",
		"changes": "array",
	}
	not _is(name, kind)
}

deny contains _finding(null, "the case has no usable enforcement") if not _says_whether_it_blocks

_says_whether_it_blocks if {
	input.enforcement.configured in {"enforce", "observe"}
	input.enforcement.asked in {"enforce", "observe", null}
}

deny contains _finding(null, "the case has no usable verification") if not _asks_one_thing

deny contains _finding(null, sprintf("the settings have no usable %s", [name])) if {
	some name, kind in {"determinations_allowed": "array", "determination_max_days": "number", "disposition_max_days": "number", "drift_margin": "number", "drift_alpha": "number", "waiver_max_days": "number"}
	not _setting_is(name, kind)
}

deny contains _finding(null, sprintf("the settings have no usable thresholds/%s", [name])) if {
	some name in ["inter_rater_agreement", "adversarial_success", "evaluation_loss"]
	not _is_threshold(name)
}

deny contains _finding("control-plane", sprintf("the control plane has no usable %s", [name])) if {
	some name in ["determinations", "earlier", "outdated", "withdrawals"]
	not _lists(name)
}

deny contains _finding(name, sprintf("the case has no usable evidence of %s", [name])) if {
	some name, model in input.models
	not _complete(model)
}

deny contains _finding(name, sprintf("the case does not say what %s was made for", [doc.path])) if {
	some [name, kind, doc] in data.tunegate.lib.facts.documents
	not _is_bound(kind, doc)
}

deny contains _finding(change.model, sprintf("a change stands on an unknown surface: %s", [change.surface])) if {
	some change in input.changes
	not data.tunegate.lib.tables.trigger_of[change.surface]
}

deny contains _finding(name, sprintf("the changes of %s come without its facts", [name])) if {
	some change in input.changes
	name := change.model
	name != "control-plane"
	not input.models[name]
}

deny contains _finding(null, "the case has no usable unselected") if not _says_what_is_left_out

_says_what_is_left_out if {
	input.mode == "check"
	type_name(input.unselected) in {"object", "null"}
}

# a commit is verified as a whole
_says_what_is_left_out if {
	input.mode == "verify"
	is_array(input.unselected.unlisted)
	is_array(input.unselected.unlisted_references)
	is_array(input.unselected.unlisted_exclusions)
}

# helpers, because a call inside `not` is taken out of it, and what is missing would make the rule undefined
_is(name, kind) if type_name(input[name]) == kind

_setting_is(name, kind) if type_name(input.settings[name]) == kind

_is_threshold(name) if is_number(input.settings.thresholds[name])

_lists(name) if is_array(input.control_plane[name])

# a case that was made to verify a commit is not judged as the check of a change, and the other way round
_asks_one_thing if {
	input.mode == "check"
	is_null(input.verification)
}

_asks_one_thing if {
	input.mode == "verify"
	is_object(input.verification.states)
	type_name(input.verification.trusted) in {"object", "null"}
	is_null(input.base)
	count(input.changes) == 0
	_has_models
}

_has_models if count(input.models) > 0

# the part of what concerns no model alone
_has_models if is_null(input.part.model)

_complete(model) if {
	model.status in {"present", "added", "removed"}
	is_string(model.state.digest)
	is_number(model.state.form)
	is_object(model.state.surfaces)
	is_object(model.evidence.artefacts)
	is_array(model.evidence.determinations)
	is_array(model.evidence.earlier)
	is_array(model.evidence.withdrawals)
	type_name(model.evidence.disposition) in {"object", "null"}
	type_name(model.evidence.baseline) in {"object", "null"}
	is_array(model.evidence.adopted_before.baselines)
	is_array(model.evidence.adopted_before.decided)
	type_name(model.evidence.drift) in {"object", "null"}
}

# without these a document of another state would be none that is stale
_is_bound(kind, doc) if {
	is_string(doc.made_for.state)
	is_boolean(doc.made_for.known)
	is_boolean(doc.made_for.comparable)
	is_object(doc.made_for.changed)
	_starts(kind, doc)
}

_starts(kind, _) if kind != "determination"

_starts("determination", doc) if {
	is_string(doc.starts_from.state)
	is_array(doc.stood)
	is_array(doc.approval.older)
}

_finding(model, msg) := {"rule": id, "model": model, "path": null, "line": null, "end_line": null, "msg": msg}
