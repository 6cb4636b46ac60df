# METADATA
# title: Approvals
# description: >-
#   Whether those who are asked to approve a document have approved it: enough of them, one who answers for the trigger,
#   and not the author of the change alone.
package tunegate.lib.approvals

import rego.v1

# who is asked to approve the documents of a model, or of the control plane
asked[name] := approvers if some [name, approvers] in _asked

_asked contains [name, model.approvers] if {
	some name, model in data.tunegate.lib.facts.judged
	is_object(model.approvers)
}

_asked contains ["control-plane", input.control_plane.approvers] if is_object(input.control_plane.approvers)

# why the approvals of a document do not suffice for triggers; nothing where nobody is asked
objections(name, doc, triggers) := {reason |
	approvers := asked[name]
	some reason in array.concat(_quorum(approvers, doc), array.concat(
		_author(approvers, doc),
		_answers(approvers, doc, triggers),
	))
}

principals(doc) := {row.principal | some row in _counted(doc)}

_counted(doc) := [row |
	some row in doc.approval.counted
	not data.tunegate.lib.facts.is_nobody(row.principal)
]

_quorum(approvers, doc) := [reason |
	count(principals(doc)) < approvers.quorum
	reason := sprintf("it takes %s of %s, and %s%s", [
		_number(approvers.quorum, count(approvers.principals)),
		data.tunegate.lib.facts.listed(sort(approvers.principals)),
		_given(principals(doc)),
		_unasked(approvers),
	])
]

_given(names) := "nobody has approved it" if count(names) == 0

_given(names) := sprintf("only %s approved it", [data.tunegate.lib.facts.listed(sort(names))]) if count(names) > 0

_number(_, of) := "the approval" if of == 1

_number(quorum, of) := sprintf("%d", [quorum]) if of > 1

_unasked(approvers) := "" if not _needs_asking(approvers)

_unasked(approvers) := "; GitHub was not asked for reviews" if _needs_asking(approvers)

_needs_asking(approvers) if {
	"review" in approvers.methods
	not approvers.reviews_asked
}

# where nothing is compared, in a verification too, nobody wrote anything
_author(approvers, doc) := [reason |
	is_string(input.base)
	not approvers.author_may_be_only_approver
	count(_counted(doc)) > 0
	every row in _counted(doc) {
		row.is_author != false
	}
	reason := _alone(doc)
]

_alone(doc) := "only the author of the change has approved it" if {
	some row in _counted(doc)
	row.is_author == true
}

_alone(doc) := "a shallow clone cannot tell whether its approver wrote the change (fetch-depth: 0)" if {
	every row in _counted(doc) {
		is_null(row.is_author)
	}
}

_answers(approvers, doc, triggers) := [reason |
	some trigger in sort(triggers)
	named := approvers.answers[trigger]
	count(principals(doc)) > 0
	count({name | some name in named} & principals(doc)) == 0
	reason := sprintf("none of %s, who answer for %s, has approved it", [
		data.tunegate.lib.facts.listed(sort(named)),
		trigger,
	])
]
