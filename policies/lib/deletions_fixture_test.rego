# Requests to delete training records, with one thing changed at a time.
package tunegate.lib.deletions_fixture_test

import rego.v1

request := {
	"path": "deletion-requests/a.yaml",
	"line": 5,
	"reference": "DSR-1",
	"owner": "privacy@acme.example",
	"requested_at": "2025-12-01T00:00:00Z",
	"due": "2026-12-01",
	"closed": null,
	"carried": [{"model": "m", "path": "data/a.jsonl", "records": 2}],
	"unchecked": [],
	"changed": [],
}

asked(decides, changes) := {"decides": decides, "requests": [object.union(request, changes)], "removed": []}
