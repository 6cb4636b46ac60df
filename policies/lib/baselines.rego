# METADATA
# title: Baselines
# description: >-
#   What exists of a model without a disposition, let in as not yet reviewed until a day. A baseline that this change brings
#   has to fit what stood before it: it follows no disposition, begins once, and is renewed by those who are asked.
package tunegate.lib.baselines

import rego.v1

longest := 180 # days of one baseline

longest_in_all := 360 # days from the first one's adoption, renewed or not

warned := 14 # days before the end

# model -> its baseline, where no disposition says more
documents[name] := doc if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.baseline
	is_object(doc)
	not data.tunegate.lib.facts.dispositions[name]
}

# those that count
in_force[name] := doc if {
	some name, doc in documents
	not is_expired(doc)
	count(objections(name, doc)) == 0
}

is_expired(doc) if doc.document.expires < data.tunegate.lib.facts.today

days_left(doc) := data.tunegate.lib.earlier.days(input.now, doc.document.expires)

# what a determination keeps and starts from: the disposition, or the baseline that counts
standing[name] := doc if some name, doc in data.tunegate.lib.facts.dispositions

standing[name] := doc if some name, doc in in_force

# when it was made
made_at(doc) := doc.document.decided_at if doc.document.decided_at

made_at(doc) := doc.document.adopted_at if not doc.document.decided_at

# why a baseline does not count, whatever day it is
objections(name, doc) := ((_by_itself(name, doc) | _by_state(name, doc)) | (_by_what_stood(name, doc) | _by_withdrawal(name, doc))) | _unapproved(name, doc)

_by_itself(name, doc) := {reason |
	said := doc.document
	some reason, holds in {
		sprintf("it is dated in the future (%s)", [said.adopted_at]): said.adopted_at > input.now,
		"it says that the first one came after it": said.since > said.adopted_at,
		sprintf("it holds for %d days, and %d are allowed: bring 'expires' nearer", [_days(said, "adopted_at"), longest]): _days(said, "adopted_at") > longest,
		sprintf("the model would be unreviewed for %d days since %s, and %d are allowed in all", [_days(said, "since"), said.since, longest_in_all]): _days(said, "since") > longest_in_all,
		sprintf("%s is nobody", [said.owner]): _is_nobody(said.owner),
		sprintf("it is of %s", [said.model]): said.model != name,
	}
	holds
}

_days(said, from) := data.tunegate.lib.earlier.days(said[from], said.expires)

_is_nobody(owner) := false if not data.tunegate.lib.facts.is_nobody(owner)

_is_nobody(owner) if data.tunegate.lib.facts.is_nobody(owner)

_by_state(_, doc) := {reason |
	not doc.made_for.known
	reason := sprintf("nothing tells which state it lets in%s", [data.tunegate.lib.facts.state_problem(doc)])
} | {reason |
	not doc.made_for.comparable
	reason := "the state that it lets in is of a form that cannot be compared: run 'tunegate migrate'"
}

_by_what_stood(name, doc) := {reason |
	# of the base and of the tip of its branch; in a verification the trusted branch may have reviewed the model since
	some at in _before(name).decided
	at != "trusted"
	reason := sprintf("the %s has a disposition of the model, and what was decided is not taken back by a baseline", [at])
} | {reason |
	_is_new(name, doc)
	some reason in _as_new(name, doc)
}

_before(name) := input.models[name].evidence.adopted_before

# whether this change brings it; where nothing is compared it stands as it is
_is_new(name, doc) if {
	is_string(input.base)
	count([row | some row in _before(name).baselines; row.at == "base"; row.digest == doc.digest]) == 0
}

_as_new(name, doc) := ({reason |
	doc.made_for.state != input.models[name].state.digest
	reason := "it lets in another state than the head's"
} | ({reason |
	count(_before(name).baselines) == 0
	some reason in _as_first(doc)
} | {reason |
	count(_before(name).baselines) > 0
	some reason in _as_renewed(name, doc)
})) | {reason |
	count(changed_with(name)) > 0
	not data.tunegate.lib.approvals.asked[name]
	reason := "the same change alters what it lets in, and nobody is asked to approve it: have the baseline merged first"
}

_as_first(doc) := {reason |
	doc.document.since != doc.document.adopted_at
	reason := "it is the first one, so 'since' has to be 'adopted_at'"
} | {reason |
	not is_null(doc.document.renews)
	reason := "it renews a baseline that the base does not have"
}

_as_renewed(name, doc) := (({reason |
	rows := [row | some row in _before(name).baselines; row.digest == doc.document.renews]
	count(rows) == 0
	reason := sprintf("the base has a baseline (%s), and it does not renew that: 'tunegate adopt --renew'", [_before(name).baselines[0].path])
} | {reason |
	some row in _before(name).baselines
	row.since != doc.document.since
	reason := sprintf("the model is not reviewed since %s, and it says %s", [row.since, doc.document.since])
}) | {reason |
	some row in _before(name).baselines
	row.adopted_at >= doc.document.adopted_at
	reason := sprintf("the one that it renews is not older (%s)", [row.adopted_at])
}) | {reason |
	not data.tunegate.lib.approvals.asked[name]
	reason := "nobody is asked to approve a renewal: name 'approvers' for the model"
}

# surfaces that this change alters
changed_with(name) := {change.surface |
	some change in input.changes
	change.model == name
	change.change != "relocated"
}

_by_withdrawal(name, doc) := {reason |
	some row in data.tunegate.lib.earlier.withdrawals[name]
	row.withdraws == "baseline"
	row.withdrawn_at >= doc.document.adopted_at
	reason := data.tunegate.lib.earlier.withdrawn(row)
}

_unapproved(name, doc) := {sprintf("it is not approved: %s", [reason]) |
	some reason in data.tunegate.lib.approvals.objections(name, doc, _answered(name, doc))
}

# who answers for a trigger has to be among those who let its change in
_answered(name, doc) := {trigger |
	_is_new(name, doc)
	some surface in changed_with(name)
	trigger := data.tunegate.lib.tables.trigger_of[surface]
}

# [model, baseline of the base] that is gone, though nothing took its place
gone contains [name, row] if {
	some name, _ in data.tunegate.lib.facts.judged
	not data.tunegate.lib.facts.dispositions[name]
	not is_object(input.models[name].evidence.baseline)
	some row in _before(name).baselines
	row.at == "base"
}
