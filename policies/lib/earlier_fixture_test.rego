# Determinations and withdrawals of before.
package tunegate.lib.earlier_fixture_test

import data.tunegate.lib.fixture_test as fixture
import rego.v1

withdrawal(changed) := object.union(
	{
		"at": "head",
		"path": "evidence/m/withdrawals/w.yaml",
		"line": 9,
		"end_line": 9,
		"withdraws": "deployment-layer-change",
		"state": fixture.head,
		"withdrawn_at": "2026-11-21T00:00:00Z",
		"withdrawn_by": "risk@acme.example",
		"here": true,
	},
	changed,
)

# a determination of the base that the head has no more
gone(changed) := object.union(
	{
		"at": "base",
		"path": "evidence/m/determinations/d.yaml",
		"trigger": "deployment-layer-change",
		"state": fixture.other,
		"determined_at": "2026-11-20T00:00:00Z",
		"disposition": "sha256:disposition",
		"here": false,
	},
	changed,
)

# what comes before, for a model or the control plane
with_earlier(row) := fixture.put("/models/m/evidence/earlier/0", row)

with_withdrawal(row) := fixture.put("/models/m/evidence/withdrawals/0", row)
