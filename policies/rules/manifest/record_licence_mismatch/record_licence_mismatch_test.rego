package tunegate.rules.record_licence_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import data.tunegate.rules.record_licence_mismatch as rule
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

file(expression, terms) := {"kind": "records", "path": "a.jsonl", "digest": null, "found": "sha256:c", "problem": null, "stale": [], "facts": {"for": "s", "licences": [{"text": "x", "records": 3, "expression": expression, "terms": terms}], "lines": {"licences/x": 6}}}

spdx(expression, ids) := {"kind": "spdx", "path": "m", "digest": null, "found": null, "problem": null, "stale": [], "facts": {"licences": {"/sources/0/legal_basis/copyright/licence": {"expression": expression, "problem": null, "terms": [], "ids": ids}}}}

licensed := fixture.put("/legal_basis/copyright", {"status": "licensed", "licence": "MIT AND CC-BY-4.0"})

test_records if {
	provenance.told([licensed], [file("MIT", []), spdx("MIT AND CC-BY-4.0", ["MIT", "CC-BY-4.0"])]) == set()
	provenance.told([licensed], [file("MIT AND CC-BY-4.0", []), spdx("MIT AND CC-BY-4.0", ["MIT", "CC-BY-4.0"])]) == set()
	provenance.told([licensed], [file("CC-BY-NC-4.0", ["non-commercial"]), spdx("MIT", ["MIT"])]) == {"3 records of this file are under CC-BY-NC-4.0 (non-commercial), and the manifest says MIT"}
	provenance.told([], [file("MIT", [])]) == {"3 records of this file are under MIT, and the manifest says public-domain"}
	provenance.told([], [file(null, [])]) == set()
}

test_whole_finding if {
	row := file("MIT", [])
	case := provenance.with_told([], [row])
	rule.deny == {{
		"rule": "record-licence-mismatch",
		"model": "m",
		"path": "a.jsonl",
		"line": 6,
		"end_line": 6,
		"msg": "source s: 3 records of this file are under MIT, and the manifest says public-domain",
		"related": [{"path": "evidence/m/training-data-manifest.yaml", "line": 1, "end_line": 1, "message": "what the manifest says"}],
	}} with input as case
	rule.deny == set() with input as json.patch(case, [fixture.put("/models/m/evidence/artefacts/training-data-manifest/made_for", fixture.stale({"training_data": ["a.jsonl"]}))])
	rule.deny == set() with input as provenance.with_told([], [object.union(row, {"kind": "another"})])
}
