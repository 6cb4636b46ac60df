package tunegate.rules.disposition_expired_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_expired as rule
import rego.v1

finding := {
	"rule": "disposition-expired",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 6,
	"end_line": 6,
	"msg": "the disposition expired on 2026-11-22",
}

test_in_order if rule.deny == set() with input as fixture.case

test_fires if rule.deny == {finding} with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/expires", "2026-11-22")])

test_at_the_boundary if rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/expires", "2026-11-23")])

test_removed_model if {
	rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/expires", "2026-11-22"), fixture.put("/models/m/status", "removed")])
}
