package tunegate.rules.waiver_expired_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.waiver_expired as rule
import rego.v1

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as fixture.waived({"expires": "2026-11-23"})
}

test_expired if {
	rule.warn == {{
		"rule": "waiver-expired",
		"model": "m",
		"path": "tunegate.yaml",
		"line": 8,
		"end_line": 14,
		"msg": "the waiver of risk@acme.example for artefact-stale expired on 2026-11-22",
	}} with input as fixture.waived({"expires": "2026-11-22"})
}
