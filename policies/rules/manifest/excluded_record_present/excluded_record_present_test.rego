package tunegate.rules.excluded_record_present_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

test_present if {
	file := {"kind": "records", "path": "a.jsonl", "found": "sha256:c", "digest": null, "problem": null, "stale": [], "facts": {"for": "s", "excluded": {"count": 2, "line": 7}}}
	{[row.msg, row.path, row.line] | some row in provenance.found} == {["source s: 2 records of the exclusion list are in this file, the first one here", "a.jsonl", 7]} with input as provenance.with_told([], [file])
	provenance.told([], [object.union(file, {"facts": {"excluded": {"count": 0}}})]) == set()
}
