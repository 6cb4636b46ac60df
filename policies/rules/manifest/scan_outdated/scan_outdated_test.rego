package tunegate.rules.scan_outdated_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

record := {
	"kind": "data-scan",
	"path": "evidence/m/scans/s.json",
	"digest": null,
	"found": "sha256:c",
	"problem": null,
	"stale": [],
	"facts": {"for": "s", "source": "s", "scanned": ["a.jsonl"], "matches": {"personal-data": 3, "secrets": 0}},
}

test_record if {
	provenance.told([], [record]) == set()
	provenance.told([], [object.union(record, {"stale": ["a.jsonl"]})]) == {"the record of the scan is about other bytes than a.jsonl has"}
	provenance.told([fixture.put("/files/1", {"path": "b.jsonl", "records": 0})], [record]) == {"b.jsonl was not scanned"}
	provenance.told([], [object.union(record, {"facts": {"source": "t"}})]) == {"the record of the scan is that of the source t"}
	provenance.told([], [object.union(record, {"stale": ["a.jsonl"], "kind": "gitleaks"})]) == set()
}

test_a_stale_manifest_says_enough if {
	case := json.patch(provenance.with_told([], [object.union(record, {"stale": ["a.jsonl"]})]), [fixture.put("/models/m/evidence/artefacts/training-data-manifest/made_for/changed", {"training_data": {"count": 1, "keys": []}})])
	provenance.found == set() with input as case
}

again(ids) := json.patch(provenance.with_told([], []), [fixture.put(
	"/models/m/evidence/before/training-data-manifest",
	{"same_state": false, "not_scanned_again": ids, "reused": [], "gone": [], "retired": [], "changed": [], "same_content": false},
)])

test_not_scanned_again if {
	provenance.found == {provenance.finding("scan-outdated", "its files changed since the base commit's scan, and no later scan is recorded")} with input as again(["s"])
	provenance.found == set() with input as again(["t"])
	provenance.found == set() with input as again([])
}

long_before(scanned, started) := json.patch(provenance.with_told([fixture.put("/sensitivity_scan/scanned_at", scanned)], []), [fixture.put(
	"/models/m/evidence/artefacts/training-run/document/started_at",
	started,
)])

test_long_before_the_run if {
	provenance.found == set() with input as long_before("2025-11-01T09:00:00Z", "2026-11-01T09:00:00Z")
	provenance.found == {provenance.finding(
		"scan-outdated",
		"scanned at 2025-10-31T08:59:59Z, more than a year before the training run started",
	)} with input as long_before("2025-10-31T08:59:59Z", "2026-11-01T09:00:00Z")
}

generator := {"model": {"id": "g", "revision": "1"}, "seeded_from": [], "generated_at": "2026-11-02T09:00:00Z"}

scanned(at) := provenance.gaps([fixture.put("/legal_basis/generator", generator), fixture.put("/sensitivity_scan/scanned_at", at)])

test_generated_later if {
	scanned("2026-11-02T08:59:59Z") == {"scanned at 2026-11-02T08:59:59Z, before the data were generated"}
	scanned("2026-11-02T09:00:00Z") == set()
}
