package tunegate.rules.control_not_reviewed_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.control_not_reviewed as rule
import rego.v1

control(path, surface) := {"path": path, "surface": surface, "description": "d"}

stated(controls) := fixture.patched([fixture.put(
	"/models/m/evidence/artefacts/overhang-statement/document/capability_classes",
	[{"name": "n", "controls": controls}],
)])

finding(kind, path, surface) := {
	"rule": "control-not-reviewed",
	"model": "m",
	"path": sprintf("evidence/m/%s.yaml", [kind]),
	"line": 1,
	"end_line": 1,
	"msg": sprintf("the %s relies on %s, which is not on %s", [kind, path, surface]),
}

test_in_order if rule.deny == set() with input as fixture.case

test_on_the_surface if {
	rule.deny == set() with input as stated([
		control("p.md", "system_prompt"),
		control("g.yml", "output_filter"),
		control("g.yml#/rails", "output_filter"),
		control("g.yml#/rails/0", "output_filter"),
	])
	only_values := json.patch(stated([control("g.yml", "output_filter")]), [fixture.put(
		"/models/m/reviewed/controls/output_filter",
		["g.yml#/rails/0"],
	)])
	rule.deny == set() with input as only_values
}

test_not_there if {
	every row in [
		["p.md", "output_filter"],
		["gone.md", "system_prompt"],
		["g.yml#/rail", "output_filter"],
		["p", "system_prompt"],
		["folder", "output_filter"],
		["p.md", "scope_enforcement"],
	] {
		rule.deny == {finding("overhang-statement", row[0], row[1])} with input as json.patch(
			stated([control(row[0], row[1])]),
			[fixture.put("/models/m/reviewed/controls/output_filter/-", "folder/g.yml")],
		)
	}
}

test_other_documents if {
	compensating := [{"category": "c", "compensating_controls": [control("x", "system_prompt")]}]
	regressed := fixture.put("/models/m/evidence/artefacts/alignment-regression/document/categories", compensating)
	rule.deny == {finding("alignment-regression", "x", "system_prompt")} with input as fixture.patched([regressed])
	summed := fixture.put("/models/m/evidence/artefacts/alignment-regression/document/overall", compensating)
	rule.deny == {finding("alignment-regression", "x", "system_prompt")} with input as fixture.patched([summed])
	found := [{"id": "f", "control": control("y", "output_filter")}, {"id": "g"}]
	attacked := fixture.put("/models/m/evidence/artefacts/red-team-report/document/findings", found)
	rule.deny == {finding("red-team-report", "y", "output_filter")} with input as fixture.patched([attacked])
	tests := [{"name": "t", "compensating_controls": [control("z", "output_filter")]}]
	tested := fixture.put("/models/m/evidence/artefacts/evaluation-results/document/adversarial_tests", tests)
	rule.deny == {finding("evaluation-results", "z", "output_filter")} with input as fixture.patched([tested])
}
