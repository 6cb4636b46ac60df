package tunegate.rules.red_team_finding_open_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.red_team_finding_open as rule
import rego.v1

found(more) := fixture.patched([fixture.put(
	"/models/m/evidence/artefacts/red-team-report/document/findings",
	[object.union({"id": "F-1", "severity": "high"}, more)],
)])

finding(gap) := {
	"rule": "red-team-finding-open",
	"model": "m",
	"path": "evidence/m/red-team-report.yaml",
	"line": 1,
	"end_line": 1,
	"msg": sprintf("the finding F-1 (high) %s", [gap]),
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as found({"disposition": "fixed"})
	rule.deny == set() with input as found({"disposition": "accepted", "accepted_by": "risk@acme.example"})
	rule.deny == set() with input as found({"disposition": "mitigated", "control": {"path": "p.md"}})
}

test_unanswered if {
	rule.deny == {finding("is open")} with input as found({"disposition": "open"})
	rule.deny == {finding("is accepted by nobody")} with input as found({"disposition": "accepted"})
	rule.deny == {finding("is mitigated by no control that is named")} with input as found({"disposition": "mitigated"})
}
