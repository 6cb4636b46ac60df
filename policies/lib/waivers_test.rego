package tunegate.lib.waivers_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.tables
import data.tunegate.lib.waivers
import rego.v1

covered(changed, finding) := words if {
	words := waivers.covering(finding) with input as fixture.waived(changed)
}

finding := {"rule": "artefact-stale", "model": "m", "path": "c.yaml", "msg": "x", "related": [{"path": "evidence/m/training-run.yaml"}]}

said := "risk@acme.example until 2026-12-31: it can wait"

test_in_force if {
	covered({}, finding) == {said}
	covered({"path": "c.yaml"}, finding) == {said}
	covered({}, object.union(object.remove(finding, ["related"]), {"path": "evidence/m/training-run.yaml"})) == {said}
}

test_of_something_else if {
	every changed in [{"rule": "artefact-missing"}, {"model": "n"}, {"path": "d.yaml"}] {
		covered(changed, finding) == set()
	}
}

test_days if {
	covered({"expires": "2026-11-23"}, finding) == {"risk@acme.example until 2026-11-23: it can wait"}
	covered({"expires": "2026-11-22"}, finding) == set()
	covered({"granted": "2026-11-23"}, finding) == {said}
	covered({"granted": "2026-11-24"}, finding) == set()
	covered({"granted": "2026-10-02"}, finding) == {said}
	covered({"granted": "2026-10-01"}, finding) == set()
}

test_objections if {
	row := fixture.waived({}).waivers[0]
	case := fixture.waived({})
	waivers.objections(row) == set() with input as case
	waivers.objections(object.union(row, {"granted": "2026-11-24"})) == {"it is granted in the future (2026-11-24)"} with input as case
	waivers.objections(object.union(row, {"granted": "2026-10-01"})) == {"it holds for 91 days, and 90 are allowed"} with input as case
	every rule in tables.unwaivable {
		waivers.objections(object.union(row, {"rule": rule})) == {sprintf("the findings of %s cannot be waived", [rule])} with input as case
	}
	count(tables.unwaivable) == 21
}
