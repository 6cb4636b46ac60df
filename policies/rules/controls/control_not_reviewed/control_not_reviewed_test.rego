package tunegate.rules.control_not_reviewed_test

import data.tunegate.lib.controls_elsewhere_fixture_test as other
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.control_not_reviewed as rule
import rego.v1

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as fixture.relies("overhang-statement", {})
	rule.deny == set() with input as fixture.relies("overhang-statement", {"said": null})
}

test_not_there if {
	every kind in ["overhang-statement", "alignment-regression", "red-team-report", "evaluation-results"] {
		rule.deny == {{
			"rule": "control-not-reviewed",
			"model": "m",
			"path": sprintf("evidence/m/%s.yaml", [kind]),
			"line": 1,
			"end_line": 1,
			"msg": sprintf("the %s relies on g.yml#/rails, which is not on output_filter", [kind]),
		}} with input as fixture.relies(kind, {"digest": null})
	}
}

test_its_place if {
	rule.deny[_].line == 20 with input as json.patch(
		fixture.relies("overhang-statement", {"digest": null}),
		[fixture.put("/models/m/evidence/artefacts/overhang-statement/lines/~1capability_classes~10~1controls~10~1path", [20, 20])],
	)
}

test_another_repository_has_it if {
	rule.deny == set() with input as other.relies({}, {})
	rule.deny == set() with input as json.patch(other.relies({}, {}), [fixture.put("/models/m/evidence/artefacts/overhang-statement/controls/0/digest", null)])
}
