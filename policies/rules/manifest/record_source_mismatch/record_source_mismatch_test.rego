package tunegate.rules.record_source_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

file(values) := {"kind": "records", "path": "a.jsonl", "digest": null, "found": "sha256:c", "problem": null, "stale": [], "facts": {"for": "s", "sources": values, "lines": {"sources/t": 4}}}

found(values) := {[row.msg, row.line] | some row in rows} if {
	rows := provenance.found with input as provenance.two_told([file(values)])
}

test_another_source if {
	found({"s": 9}) == set()
	found({"s": 8, "t": 1}) == {["source s: 1 records of this file say that they come from t, the first one here", 4]}
	found({"t": 9}) == {["source s: 9 records of this file say that they come from t, the first one here", 4]}
}

test_an_unknown_source if {
	found({"s": 8, "u": 1}) == {["source s: 1 records of this file say that they come from u, the first one here", 1]}
	found({"zendesk": 9}) == set()
	found({}) == set()
}
