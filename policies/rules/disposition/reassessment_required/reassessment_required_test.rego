package tunegate.rules.reassessment_required_test

import data.tunegate.lib.baselines_fixture_test as adopted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.reassessment_required as rule
import rego.v1

finding(msg) := object.union(unrelated(msg), {"related": [{
	"path": "evidence/m/disposition.yaml",
	"line": 3,
	"end_line": 3,
	"message": "the disposition, which does not cover it",
}]})

unrelated(msg) := {
	"rule": "reassessment-required",
	"model": "m",
	"path": "f.yaml",
	"line": 4,
	"end_line": 5,
	"element": "k",
	"msg": msg,
}

# a change that the disposition, made for another state, does not cover
changed(change) := fixture.patched([
	fixture.put("/models/m/evidence/disposition/document/state", fixture.other),
	fixture.put("/models/m/evidence/disposition/made_for", fixture.stale({change.surface: [change.key]})),
	fixture.put("/changes/0", change),
])

test_in_order if rule.deny == set() with input as fixture.case

test_covered_by_the_disposition if {
	rule.deny == set() with input as fixture.patched([fixture.put("/changes/0", fixture.change("base_model", "k"))])
}

test_each_surface if {
	every row in [
		["training_data", "re-fine-tuning", "ml@acme.example"],
		["training_recipe", "re-fine-tuning", "ml@acme.example"],
		["fine_tuned_model", "re-fine-tuning", "ml@acme.example"],
		["base_model", "base-model-change", "ml@acme.example"],
		["system_prompt", "deployment-layer-change", "safety@acme.example"],
		["output_filter", "deployment-layer-change", "safety@acme.example"],
		["scope_enforcement", "deployment-layer-change", "safety@acme.example"],
	] {
		expected := sprintf("%s of m modified: k (a -> b). This fires %s, owned by %s.", row)
		rule.deny == {finding(expected)} with input as changed(fixture.change(row[0], "k"))
	}
}

test_one_finding_a_change if {
	two := json.patch(changed(fixture.change("base_model", "k")), [fixture.put("/changes/1", fixture.change("base_model", "l"))])
	count(rule.deny) == 2 with input as two
}

test_removed_line_is_shown_where_it_was if {
	gone := object.union(fixture.change("base_model", "k"), {
		"change": "removed",
		"new": null,
		"line": null,
		"end_line": null,
		"base_path": "old.yaml",
	})
	rule.deny == {object.union(
		finding("base_model of m removed: k (a -> nothing). This fires base-model-change, owned by ml@acme.example."),
		{"path": "old.yaml", "line": null, "end_line": null},
	)} with input as changed(gone)
}

of_data(msg) := object.union(finding(msg), {"element": "d.jsonl"})

test_what_the_base_branch_brings_is_one_finding if {
	inherited := json.patch(changed(fixture.change("base_model", "k")), [
		fixture.put("/changes/1", fixture.change("base_model", "l")),
		fixture.put("/changes/2", fixture.change("base_model", "own")),
		fixture.put("/comparison/unmerged", {"branch": "mine", "against": "main", "changes": [0, 1]}),
	])
	own := object.union(
		finding("base_model of m modified: own (a -> b). This fires base-model-change, owned by ml@acme.example."),
		{"element": "own"},
	)
	once := object.union(
		object.remove(unrelated("mine, the base branch, is not trusted and brings changes that are not of this pull request (f.yaml): 2 of m. This fires base-model-change, owned by ml@acme.example."), ["element"]),
		{"path": null, "line": null, "end_line": null},
	)
	rule.deny == {own, once} with input as inherited
}

brought(case, changes) := json.patch(case, [fixture.put("/comparison/unmerged", {"branch": "mine", "against": "main", "changes": changes})])

test_what_the_base_branch_brings_and_is_answered if {
	count(rule.deny) == 1 with input as brought(changed(fixture.change("base_model", "k")), [0])
	count(rule.deny) == 1 with input as brought(changed(fixture.change("base_model", "k")), [])
	rule.deny == set() with input as brought(fixture.determined, numbers.range(0, count(fixture.determined.changes) - 1))
}

test_what_the_base_branch_brings_to_the_control_plane if {
	rule.deny == set() with input as brought(fixture.patched([fixture.put("/changes/0", fixture.control_change)]), [0])
}

test_detail_and_bare_key if {
	blank := object.union(fixture.change("training_data", "d.jsonl"), {"old": null, "new": null})
	rule.deny == {of_data("training_data of m modified: d.jsonl. This fires re-fine-tuning, owned by ml@acme.example.")} with input as changed(blank)
	rule.deny == {of_data("training_data of m modified: d.jsonl (labels updated: 2 records). This fires re-fine-tuning, owned by ml@acme.example.")} with input as changed(object.union(blank, {"detail": "labels updated: 2 records"}))
}

test_long_and_other_values if {
	long := concat("", [sprintf("%d", [i % 10]) | some i in numbers.range(1, 90)])
	change := object.union(fixture.change("system_prompt", "k"), {"old": long, "new": 3})
	rule.deny == {finding(sprintf("system_prompt of m modified: k (%s... -> 3). This fires deployment-layer-change, owned by safety@acme.example.", [substring(long, 0, 77)]))} with input as changed(change)
}

test_line_ends_do_not_reach_the_message if {
	change := object.union(fixture.change("system_prompt", "k"), {"old": "a\nb", "new": "c\r\nd"})
	rule.deny == {finding("system_prompt of m modified: k (a b -> c  d). This fires deployment-layer-change, owned by safety@acme.example.")} with input as changed(change)
}

test_no_disposition_no_owner if {
	rule.deny == {unrelated("base_model of m modified: k (a -> b). This fires base-model-change, owned by nobody yet.")} with input as json.patch(
		changed(fixture.change("base_model", "k")),
		[fixture.put("/models/m/evidence/disposition", null)],
	)
}

test_no_disposition_but_a_baseline if {
	rule.deny == {object.union(
		unrelated("system_prompt of m modified: p.md (a -> b). This fires deployment-layer-change, owned by ml@acme.example."),
		{
			"element": "p.md",
			"related": [{
				"path": "evidence/m/baseline.yaml",
				"line": 3,
				"end_line": 3,
				"message": "the baseline, which does not cover it",
			}],
			"remedy": "Have ml@acme.example decide whether the change may come in: 'tunegate evidence new determination'; or take it back.",
		},
	)} with input as adopted.changed([])
}

test_a_baseline_that_does_not_count_is_not_named if {
	denied := rule.deny with input as adopted.changed([adopted.said("expires", "2026-11-01")])
	count(denied) > 0
	every finding in denied {
		not "related" in object.keys(finding)
		not "remedy" in object.keys(finding)
	}
}

test_answered_by_a_determination if rule.deny == set() with input as fixture.determined

test_a_determination_does_not_stand_in_for_a_disposition if {
	every patch in [
		fixture.put("/models/m/evidence/disposition", null),
		fixture.put("/models/m/evidence/disposition/document/decision", "hold"),
		fixture.put("/models/m/evidence/disposition/document/expires", "2026-11-22"),
	] {
		count(rule.deny) == 1 with input as json.patch(fixture.determined, [patch])
	}
}

test_a_determination_that_does_not_count_answers_nothing if {
	every patch in [
		fixture.put("/models/m/evidence/determinations/0/made_for/state", fixture.other),
		fixture.put("/models/m/evidence/determinations/0/document/owner", "x@acme.example"),
		fixture.put("/models/m/evidence/determinations/0/document/expires", "2026-11-22"),
		fixture.put("/models/m/evidence/determinations/0/approval/counted", []),
	] {
		count(rule.deny) == 1 with input as json.patch(fixture.determined, [patch])
	}
}

test_removed_model_still_fires if {
	count(rule.deny) == 1 with input as json.patch(changed(fixture.change("base_model", "k")), [fixture.put("/models/m/status", "removed")])
}

_gone := fixture.put("/models/m/status", "removed")

_taken_out(rows) := json.patch(fixture.case, [_gone, fixture.put("/changes", rows)])

_lost := object.union(fixture.change("base_model", "k"), {"change": "removed"})

test_a_model_that_goes_with_its_block_is_answered_by_the_control_plane if {
	rule.deny == set() with input as _taken_out([_lost, fixture.control_change])
}

test_who_answers_for_a_model_that_goes_with_its_block if {
	whole := _taken_out([_lost, fixture.control_change])
	signed := json.patch(whole, [fixture.put("/control_plane/determinations/0", fixture.control_determination)])
	_answers("m") == {null} with input as whole
	_answers("m") == {"determination"} with input as signed
	_answers("m") == {null} with input as json.patch(signed, [fixture.put("/changes/0", fixture.change("base_model", "k"))])
}

_answers(model) := {trigger.answered_by | some trigger in data.tunegate.lib.triggers.fired; trigger.model == model}

test_a_model_of_which_something_is_left_still_fires if {
	count(rule.deny) == 1 with input as _taken_out([_lost])
	count(rule.deny) == 2 with input as _taken_out([_lost, fixture.change("system_prompt", "k"), fixture.control_change])
}

test_the_control_plane_has_a_rule_of_its_own if {
	rule.deny == set() with input as fixture.patched([fixture.put("/changes/0", fixture.control_change)])
}

test_a_file_on_whose_place_nothing_depends if {
	rule.deny == set() with input as changed(object.union(fixture.change("base_model", "k"), {"change": "relocated"}))
}

test_the_words_that_changed if {
	change := object.union(fixture.change("system_prompt", "k"), {"words": ["...be strict.", "...be kind."]})
	rule.deny == {finding("system_prompt of m modified: k (...be strict. -> ...be kind.). This fires deployment-layer-change, owned by safety@acme.example.")} with input as changed(change)
}
