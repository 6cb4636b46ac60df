package tunegate.rules.disposition_validity_too_long_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_validity_too_long as rule
import rego.v1

finding := {
	"rule": "disposition-validity-too-long",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 6,
	"end_line": 6,
	"msg": "the disposition holds until 2027-11-03, more than 365 days after 2026-11-02T00:00:00Z",
}

test_in_order if rule.deny == set() with input as fixture.case

test_fires if rule.deny == {finding} with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/expires", "2027-11-03")])

test_at_the_boundary if rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/expires", "2027-11-02")])

test_removed_model if {
	rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/expires", "2027-11-03"), fixture.put("/models/m/status", "removed")])
}
