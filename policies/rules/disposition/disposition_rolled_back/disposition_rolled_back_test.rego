package tunegate.rules.disposition_rolled_back_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_rolled_back as rule
import rego.v1

at_base(moment, older) := fixture.put("/models/m/evidence/decided_before", {"digest": "sha256:before", "older": older, "decided_at": moment})

before(moment) := fixture.patched([at_base(moment, [])])

same(patches) := fixture.patched(array.concat([at_base("2026-11-02T00:00:00Z", [])], patches))

finding(msg) := {
	"rule": "disposition-rolled-back",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 5,
	"end_line": 5,
	"msg": msg,
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as before("2026-11-01T23:59:59Z")
}

test_older if {
	said := "the disposition was decided on 2026-11-02T00:00:00Z, and the one of the base on 2026-11-02T00:00:01Z"
	rule.deny == {finding(said)} with input as before("2026-11-02T00:00:01Z")
}

test_another_one_of_the_same_time if {
	said := "this disposition and the base's are both of 2026-11-02T00:00:00Z; set 'decided_at' to when this one was decided, and sign it"
	rule.deny == {finding(said)} with input as same([])
}

test_migrated_or_back_from_a_migration if {
	rule.deny == set() with input as same([fixture.put("/models/m/evidence/disposition/approval/older", ["sha256:before"])])
	rule.deny == set() with input as fixture.patched([at_base("2026-11-02T00:00:00Z", ["sha256:disposition"])])
}

test_where_anyone_can_write_it_or_nobody_approved_it if {
	rule.deny == set() with input as same([fixture.put("/models/m/approvers", null)])
	rule.deny == set() with input as same([fixture.put("/models/m/evidence/disposition/approval/counted", [])])
}
