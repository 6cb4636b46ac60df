# METADATA
# title: Decisions of before
# description: >-
#   Whether a determination answers this change and no earlier one: it keeps the disposition in force, is later than what
#   the base branch has, answered nothing there, and was not withdrawn.
package tunegate.lib.earlier

import rego.v1

# longest time, in days, for which the settings can let a decision hold; after it nothing of before can come back
longest := {"determination": 366, "disposition": 1830}

# days between two dates or moments, by their dates
days(from, to) := round(((_midnight(to) - _midnight(from)) / 1000000000) / 86400)

_midnight(moment) := time.parse_rfc3339_ns(concat("", [substring(moment, 0, 10), "T00:00:00Z"]))

# why a determination does not count, by what was decided before it
objections(model, doc) := (_by_disposition(model, doc) | _by_use(model, doc)) | _by_withdrawal(model, doc)

_again := "have the owner decide on this change: 'tunegate evidence new determination'"

# the control plane has no disposition: the states of both sides are all that its determinations keep
_by_disposition(model, doc) := ({reason |
	disposition := data.tunegate.lib.baselines.standing[model]
	named := doc.document.disposition
	not keeps(disposition, named)
	reason := sprintf("it keeps the %s %s, and the one in force is %s; %s", [
		_what(disposition),
		data.tunegate.lib.facts.digest_short(named),
		data.tunegate.lib.facts.digest_short(disposition.digest),
		_again,
	])
} | {reason |
	# one that was made before determinations named a disposition counts where it stood before, and nowhere else
	disposition := data.tunegate.lib.baselines.standing[model]
	not doc.document.disposition
	is_string(input.base)
	count(doc.stood) == 0
	reason := sprintf("it names no disposition: add 'disposition: %s', and sign it again", [disposition.digest])
}) | {reason |
	disposition := data.tunegate.lib.baselines.standing[model]
	made_at := data.tunegate.lib.baselines.made_at(disposition)
	doc.document.determined_at < made_at
	reason := sprintf("it was made before the %s (%s)", [_what(disposition), made_at])
}

_what(disposition) := "disposition" if disposition.document.decided_at

_what(disposition) := "baseline" if not disposition.document.decided_at

# whether a digest is that of a disposition, as it is or before a migration
keeps(disposition, digest) if digest == disposition.digest

keeps(disposition, digest) if digest in disposition.approval.older

_by_use(model, doc) := {reason |
	some row in doc.stood
	row.state != _head(model)
	reason := sprintf("it stood on the base branch before this change, so it answered another one; %s", [_again])
} | {reason |
	count(doc.stood) == 0
	some row in _earlier[model]
	_is_later(model, row, doc)
	reason := sprintf("the base branch has one that is not older (%s, %s); %s", [row.path, row.determined_at, _again])
}

_is_later(_, row, doc) if row.determined_at > doc.document.determined_at

# what is signed is edited with a date of its own, or it could be put back in the place of the edited one
_is_later(model, row, doc) if {
	data.tunegate.lib.approvals.asked[model]
	row.determined_at == doc.document.determined_at
	row.trigger == doc.document.trigger
	row.state == doc.made_for.state
}

_by_withdrawal(model, doc) := {reason |
	some row in withdrawals[model]
	_takes_back(row, doc.document.trigger, doc.made_for.state, doc.document.determined_at)
	reason := withdrawn(row)
}

# in words
withdrawn(row) := sprintf("it was withdrawn on %s by %s (%s)", [row.withdrawn_at, row.withdrawn_by, row.path])

# the withdrawals of a model's disposition that hold
of_disposition(model, doc) := [row |
	some row in withdrawals[model]
	_takes_back(row, "disposition", doc.made_for.state, doc.document.decided_at)
]

_takes_back(row, what, state, decided_at) if {
	row.withdraws == what
	row.state == state
	row.withdrawn_at >= decided_at
}

# model -> its withdrawals
withdrawals[name] := model.evidence.withdrawals if some name, model in data.tunegate.lib.facts.judged

withdrawals["control-plane"] := input.control_plane.withdrawals

_earlier[name] := model.evidence.earlier if some name, model in data.tunegate.lib.facts.judged

_earlier["control-plane"] := input.control_plane.earlier

_head(model) := input.models[model].state.digest

_head("control-plane") := input.control_plane.state

# [model, determination of the base] that the head has no more, though it could still answer something
gone contains [model, row] if {
	some model, rows in _earlier
	some row in rows
	row.at == "base"
	not row.here
	_is_in_force(model, row)
	days(row.determined_at, input.now) <= longest.determination
	not _is_withdrawn(model, row)
	not _is_replaced(model, row)
}

_is_in_force(model, _) if model == "control-plane"

_is_in_force(model, row) if keeps(data.tunegate.lib.baselines.standing[model], row.disposition)

_is_withdrawn(model, row) if {
	some withdrawal in withdrawals[model]
	_takes_back(withdrawal, row.trigger, row.state, row.determined_at)
}

# by another one on the same state, which is not older
_is_replaced(model, row) if {
	some [name, kind, doc] in data.tunegate.lib.facts.documents
	[name, kind] == [model, "determination"]
	doc.document.trigger == row.trigger
	doc.made_for.state == row.state
	doc.document.determined_at >= row.determined_at
}
