package tunegate.rules.scan_report_exposed_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import data.tunegate.rules.scan_report_exposed as rule
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

test_exposed if {
	report := {"kind": "gitleaks", "path": "g.json", "digest": "sha256:c", "found": "sha256:c", "problem": null, "stale": [], "facts": {"exposed": 2}}
	provenance.told([], [report]) == {"this report of gitleaks shows 2 of its matches"}
	provenance.told([], [object.union(report, {"facts": {"exposed": 0}})]) == set()
}

test_whole_finding if {
	row := {"kind": "gitleaks", "path": "g.json", "digest": "sha256:c", "found": "sha256:c", "problem": null, "stale": [], "facts": {"exposed": 1}}
	rule.deny == {{
		"rule": "scan-report-exposed",
		"model": "m",
		"path": "g.json",
		"line": 1,
		"end_line": 1,
		"msg": "this report of gitleaks shows 1 of its matches",
	}} with input as provenance.with_told([], [row])
}
