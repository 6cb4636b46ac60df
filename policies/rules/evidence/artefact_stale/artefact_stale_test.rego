package tunegate.rules.artefact_stale_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.artefact_stale as rule
import rego.v1

stale(kind, changed) := fixture.patched([fixture.put(sprintf("/models/m/evidence/artefacts/%s/made_for", [kind]), fixture.stale(changed))])

finding(kind, words) := {
	"rule": "artefact-stale",
	"model": "m",
	"path": sprintf("evidence/m/%s.yaml", [kind]),
	"line": 3,
	"end_line": 3,
	"msg": sprintf("the %s was made before these changed: %s", [kind, words]),
}

# the table of the design, written out a second time on purpose
made_stale_by := {
	"training-data-manifest": {"training_data"},
	"training-run": {"training_data", "training_recipe", "base_model"},
	"evaluation-results": {"training_data", "training_recipe", "base_model", "fine_tuned_model"},
	"alignment-regression": {"training_data", "training_recipe", "base_model", "fine_tuned_model"},
	"overhang-statement": {"base_model", "system_prompt", "output_filter", "scope_enforcement"},
	"red-team-report": {"training_data", "training_recipe", "fine_tuned_model", "base_model"},
	"base-model-evidence": {"base_model"},
	"decision-record": set(),
}

test_in_order if rule.deny == set() with input as fixture.case

test_each_artefact_and_surface if {
	every kind, surfaces in made_stale_by {
		every surface in fixture.surfaces {
			expected := {finding(kind, sprintf("%s (k)", [surface])) | surface in surfaces}
			rule.deny == expected with input as stale(kind, {surface: ["k"]})
		}
	}
}

apart(kind, level) := fixture.patched([fixture.put(sprintf("/models/m/evidence/artefacts/%s/made_for", [kind]), object.union(
	fixture.stale({}),
	{"changed": {"base_model": {"count": 1, "keys": ["k"], "significance": level}}},
))])

test_the_red_team_is_asked_again_from_another_minor_version_on if {
	rule.deny == set() with input as apart("red-team-report", "revision")
	every level in ["minor", "major", "model"] {
		rule.deny == {finding("red-team-report", "base_model (k)")} with input as apart("red-team-report", level)
	}
}

test_every_change_of_the_base_model_counts_for_the_evaluation if {
	every level in ["revision", "minor", "major", "model"] {
		rule.deny == {finding("evaluation-results", "base_model (k)")} with input as apart("evaluation-results", level)
	}
}

test_settings_say_what_is_significant if {
	set_to := [fixture.put("/settings/significance", {"red-team-report": "model", "training-run": "major"})]
	rule.deny == set() with input as json.patch(apart("red-team-report", "major"), set_to)
	rule.deny == {finding("red-team-report", "base_model (k)")} with input as json.patch(apart("red-team-report", "model"), set_to)
	rule.deny == set() with input as json.patch(apart("training-run", "minor"), set_to)
	rule.deny == {finding("training-run", "base_model (k)")} with input as json.patch(apart("training-run", "major"), set_to)
	count(rule.deny) == 1 with input as json.patch(apart("evaluation-results", "revision"), set_to)
}

test_settings_say_what_depends_on_what if {
	set_to := [fixture.put("/settings/dependencies", {"red-team-report": ["system_prompt"], "training-run": []})]
	rule.deny == {finding("red-team-report", "system_prompt (p)")} with input as json.patch(stale("red-team-report", {"system_prompt": ["p"]}), set_to)
	rule.deny == set() with input as json.patch(stale("red-team-report", {"training_data": ["p"]}), set_to)
	rule.deny == set() with input as json.patch(stale("training-run", {"training_data": ["p"]}), set_to)
	count(rule.deny) == 1 with input as json.patch(stale("evaluation-results", {"training_data": ["p"]}), set_to)
}

test_unknown_state_has_its_own_rule if {
	rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run/made_for", fixture.unknown)])
}

test_state_of_another_form_has_its_own_rule if {
	rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run/made_for", fixture.incomparable)])
}

test_answered_by_a_determination if {
	changed := fixture.stale({"system_prompt": ["p.md"]})
	rule.deny == set() with input as json.patch(
		fixture.determined,
		[fixture.put("/models/m/evidence/artefacts/overhang-statement/made_for", changed)],
	)
}

# what made it stale, where the change is part of this one
at_change(finding) := object.union(finding, {
	"path": "f.yaml",
	"line": 4,
	"end_line": 5,
	"related": [{"path": finding.path, "line": 3, "end_line": 3, "message": "the training-run"}],
})

test_at_the_change_that_made_it_stale if {
	rule.deny == {at_change(finding("training-run", "base_model (k)"))} with input as json.patch(stale("training-run", {"base_model": ["k"]}), [
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
		rule.deny == {finding("training-run", "base_model (k)")} with input as json.patch(stale("training-run", {"base_model": ["k"]}), [fixture.put("/changes/0", change)])
	}
}
