# A report with a pattern in scope, which succeeded and was mitigated, and one out of it.
package tunegate.lib.red_team_fixture_test

import data.tunegate.lib.fixture_test as fixture
import rego.v1

_report := {
	"performed_at": {"from": "2026-10-22", "until": "2026-10-24"},
	"in_scope_patterns": [{"id": "IN-1", "name": "refunds", "attempts": 60, "successes": 2}],
	"out_of_scope_patterns": [{"id": "OUT-1", "name": "stories", "attempts": 40, "successes": 0}],
	"findings": [{
		"id": "F-1",
		"severity": "high",
		"pattern": "IN-1",
		"disposition": "mitigated",
		"control": {"path": "p.md", "surface": "system_prompt"},
		"retest": {"run_at": "2026-10-24T00:00:00Z", "attempts": 60, "successes": 0},
	}],
	"raw_files": [{"path": "s3://x", "digest": "sha256:x"}],
}

# the report, patched, brought by the change
report(patches) := fixture.patched([
	fixture.put("/models/m/evidence/brought", ["red-team-report"]),
	fixture.put(
		"/models/m/evidence/artefacts/red-team-report/document",
		object.union(fixture.artefact("red-team-report").document, json.patch(_report, patches)),
	),
])

finding(rule, line, end_line, msg) := {
	"rule": rule,
	"model": "m",
	"path": "evidence/m/red-team-report.yaml",
	"line": line,
	"end_line": end_line,
	"msg": msg,
}
