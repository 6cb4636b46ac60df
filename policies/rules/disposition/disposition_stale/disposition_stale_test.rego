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
	rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/made_for", fixture.unknown)])
}

test_state_of_another_form_has_its_own_rule if {
	every made_for in [fixture.incomparable, object.union(fixture.incomparable, {"changed": {}})] {
		rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/made_for", made_for)])
	}
}

test_answered_by_a_determination if rule.deny == set() with input as fixture.determined

test_determination_answers_its_trigger_only if {
	changed := fixture.stale({"system_prompt": ["p.md"], "training_data": ["d.jsonl"]})
	rule.deny == {finding("the disposition was made for the state sha256:222222222222; since then these changed: training_data (d.jsonl)")} with input as json.patch(
		fixture.determined,
		[fixture.put("/models/m/evidence/disposition/made_for", changed)],
	)
}

# what made it stale, where the change is part of this one
at_change(finding) := object.union(finding, {
	"path": "f.yaml",
	"line": 4,
	"end_line": 5,
	"related": [{"path": finding.path, "line": 3, "end_line": 3, "message": "the disposition"}],
})

test_at_the_change_that_made_it_stale if {
	rule.deny == {at_change(finding("the disposition was made for the state sha256:222222222222; since then these changed: base_model (k)"))} with input as json.patch(stale({"base_model": ["k"]}), [
		fixture.put("/changes/0", fixture.change("base_model", "other")),
		fixture.put("/changes/1", fixture.change("output_filter", "k")),
		fixture.put("/changes/2", object.union(fixture.change("base_model", "k"), {"model": "n"})),
		fixture.put("/changes/3", object.union(fixture.change("base_model", "k"), {"line": null, "end_line": null})),
		fixture.put("/changes/4", fixture.change("base_model", "k")),
		fixture.put("/changes/5", object.union(fixture.change("base_model", "k"), {"line": 9, "end_line": 9})),
	])
}

test_at_the_document_where_no_change_has_a_line if {
	every change in [
		object.union(fixture.change("base_model", "k"), {"line": null, "end_line": null}),
		object.union(fixture.change("base_model", "k"), {"model": "n"}),
		fixture.change("base_model", "other"),
		fixture.change("output_filter", "k"),
	] {
		rule.deny == {finding("the disposition was made for the state sha256:222222222222; since then these changed: base_model (k)")} with input as json.patch(stale({"base_model": ["k"]}), [fixture.put("/changes/0", change)])
	}
}
