package tunegate.rules.labels_shifted_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

records(before, after) := {"kind": "records", "path": "a.jsonl", "facts": {"for": "s", "records": 100, "same_conversation": 0, "labels": after, "labels_before": before, "sources": {}, "licences": [], "adversarial": 0, "tagged": 0, "excluded": {"count": 0, "line": 1}, "lines": {}}}

finding(msg) := {
	"rule": "labels-shifted",
	"model": "m",
	"path": "a.jsonl",
	"line": 1,
	"end_line": 1,
	"element": "a.jsonl",
	"msg": sprintf("source s: the share of records with %s", [msg]),
}

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.told([], [records({"refuse": 50, "answer": 50}, {"refuse": 59, "answer": 41})]) == set()
	provenance.told([], [records({}, {})]) == set()
	provenance.told([], [records({}, {"refuse": 5})]) == set()
	provenance.told([], [{"kind": "records", "path": "a.jsonl", "facts": {"for": "s", "labels": {"refuse": 5}}}]) == set()
}

test_shifted if {
	case := provenance.with_told([], [records({"refuse": 50, "answer": 40, "other": 10}, {"refuse": 10, "answer": 80, "new": 10})])
	provenance.found == {
		finding("refuse went from 50% to 10%"),
		finding("answer went from 40% to 80%"),
		finding("other went from 10% to 0%"),
		finding("new went from 0% to 10%"),
	} with input as case
}
