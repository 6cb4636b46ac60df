package tunegate.rules.excluded_record_present_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import data.tunegate.rules.excluded_record_present as rule
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

test_whole_finding if {
	row := {"kind": "records", "path": "a.jsonl", "found": "sha256:c", "digest": null, "problem": null, "stale": [], "facts": {"for": "s", "excluded": {"count": 1, "line": 7}}}
	rule.deny == {{
		"rule": "excluded-record-present",
		"model": "m",
		"path": "a.jsonl",
		"line": 7,
		"end_line": 7,
		"msg": "source s: 1 records of the exclusion list are in this file, the first one here",
		"related": [{"path": "evidence/m/training-data-manifest.yaml", "line": 1, "end_line": 1, "message": "the exclusion list"}],
	}} with input as provenance.with_told([], [row])
	rule.deny == set() with input as provenance.with_told([], [object.union(row, {"kind": "another"})])
}
