package tunegate.rules.disposition_stale_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_stale as rule
import rego.v1

finding(msg) := {
	"rule": "disposition-stale",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 3,
	"end_line": 3,
	"msg": msg,
}

stale(changed) := fixture.patched([
	fixture.put("/models/m/evidence/disposition/document/state", fixture.other),
	fixture.put("/models/m/evidence/disposition/made_for", fixture.stale(changed)),
])

test_in_order if rule.deny == set() with input as fixture.case

test_stale if {
	rule.deny == {finding("the disposition was made for the state sha256:222222222222; since then these changed: base_model (c.yaml#/base_model); training_data (d.jsonl, e.jsonl)")} with input as stale({
		"training_data": ["d.jsonl", "e.jsonl"],
		"base_model": ["c.yaml#/base_model"],
	})
}

test_many_keys if {
	rule.deny == {finding("the disposition was made for the state sha256:222222222222; since then these changed: training_data (1, 2, 3, 4, 5 and 2 more)")} with input as stale({"training_data": ["1", "2", "3", "4", "5", "6", "7"]})
}

test_difference_that_no_surface_explains if {
	rule.deny == {finding("the disposition was made for the state sha256:222222222222, which is not that of the head")} with input as stale({})
}

test_unknown_state_has_its_own_rule if {
	rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/made_for", {
		"digest": fixture.other,
		"known": false,
		"changed": {"training_data": {"count": 0, "keys": []}},
	})])
}

test_answered_by_a_determination if rule.deny == set() with input as fixture.determined

test_determination_answers_its_trigger_only if {
	changed := fixture.stale({"system_prompt": ["p.md"], "training_data": ["d.jsonl"]})
	rule.deny == {finding("the disposition was made for the state sha256:222222222222; since then these changed: training_data (d.jsonl)")} with input as json.patch(
		fixture.determined,
		[fixture.put("/models/m/evidence/disposition/made_for", changed)],
	)
}
