# METADATA
# title: What requests to delete training records ask for
# description: >-
#   One judgement for the check and for 'tunegate records deletions'. The facts have `requests`, each with its `path`,
#   `line`, `reference`, `requested_at`, `due`, `closed` (null, or `how` and `at`), what of it the data have (`carried`:
#   model, path, records), what could not be looked through (`unchecked`: model, path, why; `beyond`: nobody's run of the
#   gate could), and which of its values are others than at the base (`changed`); `removed`, the base's requests that are
#   gone; and `decides`, whether this run has to know.
package tunegate.lib.deletions

import rego.v1

# what is found in a case, by rule
in_case := found(input.deletions, input.now)

found(facts, now) := ((_overdue(facts, _day(now)) | _returned(facts)) | (_unclosed(facts, _day(now)) | _open(facts, _day(now)))) | ((_unchecked(facts) | _changed(facts)) | _removed(facts))

# what the check says of it
finding(row) := {
	"rule": row.rule,
	"model": row.model,
	"path": row.path,
	"line": row.line,
	"end_line": row.line,
	"element": row.path,
	"msg": row.message,
}

# model -> the requests, still open, whose records its data have
asked[model] contains request.requested_at if {
	some request in input.deletions.requests
	is_null(request.closed)
	some row in request.carried
	model := row.model
}

_day(now) := substring(now, 0, 10)

_overdue(facts, day) := {_at(request, "deletion-overdue", row.model, message) |
	some request in facts.requests
	is_null(request.closed)
	request.due < day
	some row in request.carried
	message := sprintf(
		"%s was due on %s, and %s of %s still has %v of its records: delete them, fine-tune again, and close the request",
		[request.reference, request.due, row.path, row.model, row.records],
	)
}

_returned(facts) := {_at(request, "deletion-returned", row.model, message) |
	some request in facts.requests
	request.closed.how == "deleted"
	some row in request.carried
	message := sprintf(
		"%s was closed as deleted on %s, and %s of %s has %v of its records: take them out",
		[request.reference, _day(request.closed.at), row.path, row.model, row.records],
	)
}

_unclosed(facts, day) := {_at(request, "deletion-unclosed", null, message) |
	is_null(object.get(input, ["part", "model"], null)) # of one model's part alone it says nothing
	some request in facts.requests
	is_null(request.closed)
	request.due < day
	count(request.carried) == 0
	count(request.unchecked) == 0
	message := sprintf(
		"%s was due on %s and is not closed: say what shows the deletion, with 'tunegate records delete-close'",
		[request.reference, request.due],
	)
}

_open(facts, day) := {_at(request, "deletion-open", row.model, message) |
	some request in facts.requests
	is_null(request.closed)
	request.due >= day
	some row in request.carried
	message := sprintf(
		"%s is due on %s: %s of %s has %v of its records, so %s needs a new fine-tune without them, and a new review",
		[request.reference, request.due, row.path, row.model, row.records, row.model],
	)
}

_unchecked(facts) := {_at(request, _left(facts, row), row.model, message) |
	some request in facts.requests
	not _refused(request)
	some row in request.unchecked
	message := sprintf("%s could not be looked for in %s of %s: %s", [request.reference, row.path, row.model, row.why])
}

_refused(request) if request.closed.how == "refused"

# a run without the key does not decide; neither can one with it about data that lie elsewhere
_left(facts, row) := "deletion-undecided" if {
	facts.decides
	not row.beyond
}

_left(facts, _) := "deletion-unchecked" if not facts.decides

_left(facts, row) := "deletion-unchecked" if {
	facts.decides
	row.beyond
}

_changed(facts) := {_at(request, "deletion-changed", null, message) |
	some request in facts.requests
	some name in request.changed
	message := sprintf("%s has another %s than at the base: record a new request instead", [request.reference, name])
}

_removed(facts) := {_at(request, "deletion-removed", null, message) |
	some request in facts.removed
	message := sprintf("%s was taken out: put it back, or close it", [request.reference])
}

_at(request, rule, model, message) := {
	"rule": rule,
	"model": model,
	"path": request.path,
	"line": request.line,
	"message": message,
}
