package tunegate.rules.control_unrecorded_test

import data.tunegate.lib.controls_elsewhere_fixture_test as other
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.control_unrecorded as rule
import rego.v1

finding := {
	"rule": "control-unrecorded",
	"model": "m",
	"path": "evidence/m/red-team-report.yaml",
	"line": 1,
	"end_line": 1,
	"msg": "the red-team-report relies on g.yml#/rails and does not record what that is",
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as fixture.relies("red-team-report", {})
	rule.deny == set() with input as fixture.relies("red-team-report", {"said": null, "digest": null})
}

test_unrecorded if rule.deny == {finding} with input as fixture.relies("red-team-report", {"said": null})

in_older_form(revised) := json.patch(fixture.relies("red-team-report", {"said": null}), [
	fixture.put("/models/m/evidence/older_form", true),
	fixture.put("/models/m/evidence/artefacts/red-team-report/revised", revised),
])

test_of_an_older_form if {
	rule.deny == set() with input as in_older_form(false)
	rule.deny == {finding} with input as in_older_form(true)
}

test_asked_whether_or_not_it_was_revised if {
	rule.deny == {finding} with input as json.patch(fixture.relies("red-team-report", {"said": null}), [fixture.put("/models/m/evidence/artefacts/red-team-report/revised", false)])
}

test_another_repository_has_it if {
	rule.deny == set() with input as other.relies({}, {})
	rule.deny == set() with input as json.patch(other.relies({}, {}), [fixture.put("/models/m/evidence/artefacts/overhang-statement/controls/0/digest", null)])
}
