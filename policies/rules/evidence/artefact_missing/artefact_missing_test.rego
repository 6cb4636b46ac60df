package tunegate.rules.artefact_missing_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.artefact_missing as rule
import rego.v1

finding(kind) := {
	"rule": "artefact-missing",
	"model": "m",
	"path": "tunegate.yaml",
	"line": 3,
	"end_line": 9,
	"element": sprintf("evidence/m/%s.yaml", [kind]),
	"msg": sprintf("m has no %s in evidence/m", [kind]),
}

kinds := {
	"training-data-manifest",
	"training-run",
	"evaluation-results",
	"alignment-regression",
	"overhang-statement",
	"red-team-report",
	"base-model-evidence",
	"decision-record",
}

test_in_order if rule.deny == set() with input as fixture.case

test_each if {
	every kind in kinds {
		rule.deny == {finding(kind)} with input as fixture.patched([fixture.cut(sprintf("/models/m/evidence/artefacts/%s", [kind]))])
	}
}

test_all if {
	rule.deny == {finding(kind) | some kind in kinds} with input as fixture.patched([fixture.put("/models/m/evidence/artefacts", {})])
}
