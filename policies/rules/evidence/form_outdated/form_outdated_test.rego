package tunegate.rules.form_outdated_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.form_outdated as rule
import rego.v1

older(kind) := fixture.put(sprintf("/models/m/evidence/%s/made_for/form", [kind]), 1)

finding(path, msg) := {
	"rule": "form-outdated",
	"model": "m",
	"path": path,
	"line": 3,
	"end_line": 3,
	"msg": msg,
}

test_in_order if rule.warn == set() with input as fixture.case

test_one_finding_for_a_model if {
	rule.warn == {finding(
		"evidence/m/disposition.yaml",
		"the present form of states is 2, and these name one of form 1: disposition, evaluation-results, training-run",
	)} with input as fixture.patched([
		older("disposition"),
		older("artefacts/training-run"),
		older("artefacts/evaluation-results"),
	])
}

test_at_the_first_document_where_the_disposition_is_none_of_them if {
	rule.warn == {finding(
		"evidence/m/evaluation-results.yaml",
		"the present form of states is 2, and these name one of form 1: evaluation-results, training-run",
	)} with input as fixture.patched([older("artefacts/training-run"), older("artefacts/evaluation-results")])
}

test_several_forms if {
	patches := [older("disposition"), older("artefacts/training-run"), fixture.put("/models/m/state/form", 3)]
	rule.warn == {finding(
		"evidence/m/disposition.yaml",
		concat(" ", [
			"the present form of states is 3, and these name one of form 1, 2:",
			"alignment-regression, base-model-evidence, decision-record, disposition, evaluation-results and 4 more",
		]),
	)} with input as fixture.patched(patches)
}

test_a_determination_counts_too if {
	rule.warn == {finding(
		"evidence/m/determinations/d.yaml",
		"the present form of states is 2, and these name one of form 1: determination",
	)} with input as json.patch(fixture.determined, [older("determinations/0")])
}

test_others_have_rules_of_their_own if {
	rule.warn == set() with input as fixture.patched([
		fixture.put("/models/m/evidence/disposition/made_for", fixture.incomparable),
		fixture.put("/models/m/evidence/artefacts/training-run/made_for", fixture.unknown),
	])
	rule.warn == set() with input as fixture.patched([older("disposition"), fixture.put("/models/m/status", "removed")])
}
