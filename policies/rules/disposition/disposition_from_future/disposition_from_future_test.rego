package tunegate.rules.disposition_from_future_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_from_future as rule
import rego.v1

finding := {
	"rule": "disposition-from-future",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 5,
	"end_line": 5,
	"msg": "the disposition is dated 2026-11-23T12:00:01Z, and it is 2026-11-23T12:00:00Z",
}

test_in_order if rule.deny == set() with input as fixture.case

test_fires if rule.deny == {finding} with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/decided_at", "2026-11-23T12:00:01Z")])

test_at_the_boundary if rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/decided_at", "2026-11-23T12:00:00Z")])

test_removed_model if {
	rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/decided_at", "2026-11-23T12:00:01Z"), fixture.put("/models/m/status", "removed")])
}
