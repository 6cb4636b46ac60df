package tunegate.rules.artefact_before_its_content_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.artefact_before_its_content as rule
import rego.v1

dated(moment) := fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run/dates", {"/started_at": moment})])

finding(path, msg) := {
	"rule": "artefact-before-its-content",
	"model": "m",
	"path": path,
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

test_in_order if rule.deny == set() with input as fixture.case

test_prepared_before_what_it_records if {
	every moment in ["2026-11-02", "2026-11-01T00:00:01Z"] {
		msg := sprintf("the training-run was prepared at 2026-11-01T00:00:00Z, before /started_at (%s)", [moment])
		rule.deny == {finding("evidence/m/training-run.yaml", msg)} with input as dated(moment)
	}
	rule.deny == set() with input as dated("2026-11-01")
	rule.deny == set() with input as dated("2026-11-01T00:00:00Z")
}

test_decided_before_an_artefact if {
	prepared := fixture.put("/models/m/evidence/artefacts/training-run/document/prepared_at", "2026-11-02T00:00:01Z")
	msg := "the disposition was decided at 2026-11-02T00:00:00Z, before the training-run that it names was prepared at 2026-11-02T00:00:01Z"
	rule.deny == {object.union(finding("evidence/m/disposition.yaml", msg), {"line": 5, "end_line": 5})} with input as fixture.patched([prepared])
	rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run/document/prepared_at", "2026-11-02T00:00:00Z")])
	rule.deny == set() with input as fixture.patched([prepared, fixture.put("/models/m/evidence/disposition/document/evidence/training-run", "sha256:x")])
}
