package tunegate.rules.disposition_withdrawn_test

import data.tunegate.lib.earlier_fixture_test as before
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_withdrawn as rule
import rego.v1

withdrawn(changed) := fixture.patched([before.with_withdrawal(before.withdrawal(object.union({"withdraws": "disposition"}, changed)))])

test_in_order if {
	rule.deny == set() with input as fixture.case
	every changed in [
		{"withdraws": "deployment-layer-change"},
		{"state": fixture.other},
		{"withdrawn_at": "2026-11-01T23:59:59Z"},
	] {
		rule.deny == set() with input as withdrawn(changed)
	}
}

test_withdrawn if {
	every changed in [{}, {"at": "trusted", "here": false}, {"withdrawn_at": "2026-11-21T00:00:00Z"}] {
		rule.deny == {{
			"rule": "disposition-withdrawn",
			"model": "m",
			"path": "evidence/m/disposition.yaml",
			"line": 4,
			"end_line": 4,
			"msg": "the disposition does not count: it was withdrawn on 2026-11-21T00:00:00Z by risk@acme.example (evidence/m/withdrawals/w.yaml)",
		}} with input as withdrawn(changed)
	}
}
