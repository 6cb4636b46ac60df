package tunegate.deletions_test

import data.tunegate.deletions
import rego.v1

request := {
	"path": "deletion-requests/a.yaml",
	"line": 5,
	"reference": "DSR-1",
	"owner": "privacy@acme.example",
	"due": "2026-12-01",
	"closed": null,
	"carried": [{"model": "m", "path": "data/a.jsonl", "records": 2}],
	"unchecked": [],
	"changed": [],
}

said(now, changes) := found if {
	found := deletions.result with input as {"now": now, "removed": [], "requests": [object.union(request, changes)]}
}

message(answer) := [finding.message | some finding in answer.findings][0]

rules(answer) := {finding.rule | some finding in answer.findings}

before := "2026-12-01T23:59:59Z"

after := "2026-12-02T00:00:00Z"

closed(how) := {"closed": {"how": how, "at": "2026-11-20T00:00:00Z"}}

unchecked := {"unchecked": [{"model": "m", "path": "data/b.jsonl", "why": "there is no key"}]}

test_nothing_is_asked if {
	deletions.result == {"verdict": "pass", "findings": set()} with input as {"now": before, "requests": [], "removed": []}
}

test_no_input_is_no_pass if {
	every document in [{}, {"now": before, "removed": []}, {"requests": [], "removed": []}, {"now": before, "requests": []}] {
		deletions.result.verdict == "undecided" with input as document
	}
}

test_open if {
	answer := said(before, {})
	answer.verdict == "pass"
	answer.findings == {{
		"rule": "deletion-open",
		"severity": "warning",
		"path": "deletion-requests/a.yaml",
		"line": 5,
		"message": "DSR-1 is due on 2026-12-01: data/a.jsonl of m has 2 of its records, so m needs a new fine-tune without them, and a new review",
	}}
}

test_overdue if {
	answer := said(after, {})
	answer.verdict == "block"
	rules(answer) == {"deletion-overdue"}
	message(answer) == "DSR-1 was due on 2026-12-01, and data/a.jsonl of m still has 2 of its records: delete them, fine-tune again, and close the request"
}

test_unclosed if {
	answer := said(after, {"carried": []})
	answer.verdict == "block"
	message(answer) == "DSR-1 was due on 2026-12-01 and is not closed: say what shows the deletion, with 'tunegate records delete-close'"
	said(before, {"carried": []}) == {"verdict": "pass", "findings": set()}
}

test_returned if {
	answer := said(after, closed("deleted"))
	answer.verdict == "block"
	message(answer) == "DSR-1 was closed as deleted on 2026-11-20, and data/a.jsonl of m has 2 of its records: take them out"
	rules(said(before, closed("deleted"))) == {"deletion-returned"}
	said(after, object.union(closed("deleted"), {"carried": []})) == {"verdict": "pass", "findings": set()}
}

test_refused if said(after, object.union(closed("refused"), unchecked)) == {"verdict": "pass", "findings": set()}

test_unchecked if {
	answer := said(before, object.union(unchecked, {"carried": []}))
	answer.verdict == "undecided"
	message(answer) == "DSR-1 could not be looked for in data/b.jsonl of m: there is no key"
	said(after, unchecked).verdict == "block"
	said(after, object.union(closed("deleted"), object.union(unchecked, {"carried": []}))).verdict == "undecided"
}

test_changed if {
	answer := said(before, {"changed": ["due", "find"], "carried": []})
	answer.verdict == "block"
	{finding.message | some finding in answer.findings} == {
		"DSR-1 has another due than at the base: record a new request instead",
		"DSR-1 has another find than at the base: record a new request instead",
	}
}

test_removed if {
	deletions.result == {"verdict": "block", "findings": {{
		"rule": "deletion-removed",
		"severity": "error",
		"path": "deletion-requests/a.yaml",
		"line": 5,
		"message": "DSR-1 was taken out: put it back, or close it",
	}}} with input as {"now": before, "requests": [], "removed": [request]}
}

test_undecided if {
	left := {"carried": [], "unchecked": [{"model": "m", "path": "data/b.jsonl", "why": "there is no key", "beyond": false}]}
	answer := deletions.result with input as {"now": before, "decides": true, "requests": [object.union(request, left)], "removed": []}
	answer.verdict == "undecided"
	{[finding.rule, finding.severity] | some finding in answer.findings} == {["deletion-undecided", "undecided"]}
}
