package tunegate.rules.record_source_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import data.tunegate.rules.record_source_mismatch as rule
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

test_whole_finding if {
	row := file({"t": 9})
	case := provenance.two_told([row])
	rule.deny == {{
		"rule": "record-source-mismatch",
		"model": "m",
		"path": "a.jsonl",
		"line": 4,
		"end_line": 4,
		"msg": "source s: 9 records of this file say that they come from t, the first one here",
		"related": [{"path": "evidence/m/training-data-manifest.yaml", "line": 1, "end_line": 1, "message": "the source that claims the file"}],
	}} with input as case
	rule.deny == set() with input as json.patch(case, [fixture.put("/models/m/evidence/artefacts/training-data-manifest/made_for", fixture.stale({"training_data": ["a.jsonl"]}))])
	rule.deny == set() with input as provenance.two_told([object.union(row, {"kind": "another"})])
}
