package tunegate.rules.determination_removed_test

import data.tunegate.lib.earlier_fixture_test as before
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.determination_removed as rule
import rego.v1

finding(model) := {
	"rule": "determination-removed",
	"model": model,
	"path": "evidence/m/determinations/d.yaml",
	"line": null,
	"end_line": null,
	"msg": "the determination on deployment-layer-change of 2026-11-20T00:00:00Z is gone, and could be put back with what it answered",
}

removed(changed, patches) := fixture.patched(array.concat([before.with_earlier(before.gone(changed))], patches))

test_removed if {
	rule.deny == {finding("m")} with input as removed({}, [])
	rule.deny == {finding("m")} with input as removed(
		{"disposition": "sha256:before"},
		[fixture.put("/models/m/evidence/disposition/approval/older", ["sha256:before"])],
	)
	rule.deny == {finding("control-plane")} with input as fixture.patched([fixture.put("/control_plane/earlier/0", before.gone({"disposition": null}))])
}

test_what_may_go if {
	every changed in [
		{"here": true},
		{"at": "tip"},
		{"disposition": "sha256:before"},
		{"disposition": null},
		{"determined_at": "2025-11-21T00:00:00Z"},
	] {
		rule.deny == set() with input as removed(changed, [])
	}
	count(rule.deny) == 1 with input as removed({"determined_at": "2025-11-22T00:00:00Z"}, [])
}

test_withdrawn if {
	rule.deny == set() with input as removed({}, [before.with_withdrawal(before.withdrawal({"state": fixture.other}))])
	rule.deny == {finding("m")} with input as removed({}, [before.with_withdrawal(before.withdrawal({}))])
	rule.deny == {finding("m")} with input as removed(
		{},
		[before.with_withdrawal(before.withdrawal({"state": fixture.other, "withdrawn_at": "2026-11-19T00:00:00Z"}))],
	)
}

here(changed) := fixture.put("/models/m/evidence/determinations/0", object.union(fixture.determination, changed))

test_another_in_its_place if {
	rule.deny == set() with input as removed({"state": fixture.head}, [here({})])
	rule.deny == {finding("m")} with input as removed({}, [here({})])
	rule.deny == {finding("m")} with input as removed({"state": fixture.head}, [here({"document": {"determined_at": "2026-11-19T00:00:00Z"}})])
	rule.deny == {finding("m")} with input as removed({"state": fixture.head}, [here({"document": {"trigger": "re-fine-tuning"}})])
}
