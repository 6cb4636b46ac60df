package tunegate.rules.evidence_wrong_model_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.evidence_wrong_model as rule
import rego.v1

finding := {
	"rule": "evidence-wrong-model",
	"model": "m",
	"path": "evidence/m/training-run.yaml",
	"line": 2,
	"end_line": 2,
	"msg": "the training-run is about other and lies under m",
}

test_in_order if rule.deny == set() with input as fixture.case

test_fires if rule.deny == {finding} with input as fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run/document/model", "other")])

test_at_the_boundary if rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run/document/model", "m")])

test_removed_model if {
	rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run/document/model", "other"), fixture.put("/models/m/status", "removed")])
}

test_disposition_and_determinations if {
	{f.msg | some f in rule.deny} == {
		"the disposition is about x and lies under m",
		"the determination is about x and lies under m",
		"the determination is about m and lies under control-plane",
	} with input as fixture.patched([
		fixture.put("/models/m/evidence/disposition/document/model", "x"),
		fixture.put("/models/m/evidence/determinations/0", json.patch(fixture.determination, [fixture.put("/document/model", "x")])),
		fixture.put("/control_plane/determinations/0", fixture.determination),
	])
}
