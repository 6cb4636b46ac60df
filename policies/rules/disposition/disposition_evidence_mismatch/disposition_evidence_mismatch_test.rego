package tunegate.rules.disposition_evidence_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_evidence_mismatch as rule
import rego.v1

finding(line, end_line, msg) := {
	"rule": "disposition-evidence-mismatch",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": line,
	"end_line": end_line,
	"msg": msg,
}

test_in_order if rule.deny == set() with input as fixture.case

test_changed_artefact if {
	rule.deny == {finding(17, 17, "evidence/m/training-run.yaml is no longer the document that was decided on")} with input as fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run/digest", "sha256:x")])
}

test_unlisted_artefact if {
	rule.deny == {finding(17, 17, "evidence/m/training-run.yaml was not part of the decision")} with input as fixture.patched([fixture.cut("/models/m/evidence/disposition/document/evidence/training-run")])
}

test_listed_artefact_that_is_gone if {
	rule.deny == {finding(15, 23, "the decision-record that was decided on is not there")} with input as fixture.patched([fixture.cut("/models/m/evidence/artefacts/decision-record")])
}
