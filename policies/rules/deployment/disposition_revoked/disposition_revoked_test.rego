package tunegate.rules.disposition_revoked_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_revoked as rule
import rego.v1

latest(changed) := fixture.verified([fixture.put("/verification/trusted/models/m/disposition", object.union(
	{
		"path": "evidence/m/disposition.yaml",
		"state": fixture.head,
		"decision": "hold",
		"decided_at": "2026-11-20T00:00:00Z",
	},
	changed,
))])

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as fixture.verified([])
	rule.deny == set() with input as latest({"decision": "conditional"})
	rule.deny == set() with input as latest({"state": fixture.other})
	rule.deny == set() with input as latest({"decided_at": "2026-11-01T00:00:00Z"})
}

test_taken_back if {
	rule.deny == {{
		"rule": "disposition-revoked",
		"model": "m",
		"path": "evidence/m/disposition.yaml",
		"line": 4,
		"end_line": 4,
		"msg": "the decision on this state is hold since 2026-11-20T00:00:00Z, by evidence/m/disposition.yaml on main",
	}} with input as latest({})
}
