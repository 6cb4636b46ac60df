package tunegate.rules.disposition_rolled_back_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_rolled_back as rule
import rego.v1

before(moment) := fixture.patched([fixture.put("/models/m/evidence/decided_before", moment)])

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as before("2026-11-02T00:00:00Z")
	rule.deny == set() with input as before("2026-11-01T23:59:59Z")
}

test_older if {
	rule.deny == {{
		"rule": "disposition-rolled-back",
		"model": "m",
		"path": "evidence/m/disposition.yaml",
		"line": 5,
		"end_line": 5,
		"msg": "the disposition was decided on 2026-11-02T00:00:00Z, and the one of the base on 2026-11-02T00:00:01Z",
	}} with input as before("2026-11-02T00:00:01Z")
}
