# METADATA
# title: Requests to delete training records
# description: >-
#   Judges the requests of a repository against the training data of its models. The input has `now` and `requests`, each
#   with its `path`, `line`, `reference`, `owner`, `due`, `closed` (null, or `how` and `at`), what of it the data still
#   have (`carried`: model, path, records), what could not be looked through (`unchecked`: model, path, why), and which
#   of its values are others than at the base (`changed`). `removed` are the base's requests that are gone. The answer is
#   the rule `result`; `exits` are exit statuses of the process, by verdict.
# custom:
#   exits: {pass: 0, block: 1, undecided: 3}
package tunegate.deletions

import rego.v1

result := {"verdict": verdict, "findings": findings}

default verdict := "undecided"

verdict := "block" if "error" in _severities

verdict := "undecided" if {
	not "error" in _severities
	"undecided" in _severities
}

verdict := "pass" if {
	is_array(input.requests)
	is_array(input.removed)
	is_string(input.now)
	count(_severities & {"error", "undecided"}) == 0
}

_severities := {finding.severity | some finding in findings}

findings contains _at(request, "deletion-overdue", "error", message) if {
	some request in input.requests
	request.closed == null
	request.due < _today
	some row in request.carried
	message := sprintf(
		"%s was due on %s, and %s of %s still has %v of its records: delete them, fine-tune again, and close the request",
		[request.reference, request.due, row.path, row.model, row.records],
	)
}

findings contains _at(request, "deletion-returned", "error", message) if {
	some request in input.requests
	request.closed.how == "deleted"
	some row in request.carried
	message := sprintf(
		"%s was closed as deleted on %s, and %s of %s has %v of its records: take them out",
		[request.reference, substring(request.closed.at, 0, 10), row.path, row.model, row.records],
	)
}

findings contains _at(request, "deletion-unclosed", "error", message) if {
	some request in input.requests
	request.closed == null
	request.due < _today
	count(request.carried) == 0
	message := sprintf(
		"%s was due on %s and is not closed: say what shows the deletion, with 'tunegate records delete-close'",
		[request.reference, request.due],
	)
}

findings contains _at(request, "deletion-open", "warning", message) if {
	some request in input.requests
	request.closed == null
	request.due >= _today
	some row in request.carried
	message := sprintf(
		"%s is due on %s: %s of %s has %v of its records, so %s needs a new fine-tune without them, and a new review",
		[request.reference, request.due, row.path, row.model, row.records, row.model],
	)
}

findings contains _at(request, "deletion-unchecked", "undecided", message) if {
	some request in input.requests
	not _refused(request)
	some row in request.unchecked
	message := sprintf("%s could not be looked for in %s of %s: %s", [request.reference, row.path, row.model, row.why])
}

findings contains _at(request, "deletion-changed", "error", message) if {
	some request in input.requests
	some name in request.changed
	message := sprintf("%s has another %s than at the base: record a new request instead", [request.reference, name])
}

findings contains _at(request, "deletion-removed", "error", message) if {
	some request in input.removed
	message := sprintf("%s was taken out: put it back, or close it", [request.reference])
}

_refused(request) if request.closed.how == "refused"

_today := substring(input.now, 0, 10)

_at(request, rule, severity, message) := {
	"rule": rule,
	"severity": severity,
	"path": request.path,
	"line": request.line,
	"message": message,
}
