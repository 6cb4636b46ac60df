package tunegate.rules.withdrawal_rejected_test

import data.tunegate.lib.earlier_fixture_test as before
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.withdrawal_rejected as rule
import rego.v1

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as fixture.patched([before.with_withdrawal(before.withdrawal({"withdrawn_at": "2026-11-23T12:00:00Z"}))])
	rule.deny == set() with input as fixture.patched([before.with_withdrawal(before.withdrawal({"withdrawn_at": "2027-11-23T12:00:00Z", "here": false}))])
}

test_of_the_future if {
	rule.deny == {{
		"rule": "withdrawal-rejected",
		"model": "control-plane",
		"path": "evidence/m/withdrawals/w.yaml",
		"line": 9,
		"end_line": 9,
		"msg": "the withdrawal is dated 2026-11-23T12:00:01Z, and it is 2026-11-23T12:00:00Z",
	}} with input as fixture.patched([fixture.put("/control_plane/withdrawals/0", before.withdrawal({"withdrawn_at": "2026-11-23T12:00:01Z"}))])
}
