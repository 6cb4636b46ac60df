package tunegate.rules.records_uncounted_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.records_uncounted as rule
import rego.v1

manifest := "/models/m/evidence/artefacts/training-data-manifest"

file(path, notes) := object.union(derived.implied, {"kind": "data-file", "path": path, "notes": notes})

note := {"msg": "only the pointer of Git LFS is in git", "line": 1, "remedy": "", "pointer": "/sources/*/files/*/records"}

with_files(files) := fixture.patched([fixture.put(sprintf("%s/derived", [manifest]), {"sources": files, "values": [], "counts": {}, "dropped": []})])

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as with_files([file("a.jsonl", [])])
	rule.warn == set() with input as with_files([object.union(file("a.jsonl", [note]), {"kind": "records"})])
	rule.warn == set() with input as derived.with_sources([file("a.jsonl", [note])], [], [])
}

test_pointers if {
	rule.warn == {{
		"rule": "records-uncounted",
		"model": "m",
		"path": "evidence/m/training-data-manifest.yaml",
		"line": 1,
		"end_line": 1,
		"element": "evidence/m/training-data-manifest.yaml",
		"msg": "git has only a pointer of Git LFS to a.jsonl, b.jsonl: the records are not counted here",
	}} with input as with_files([file("b.jsonl", [note]), file("a.jsonl", [note]), file("c.jsonl", [])])
}
