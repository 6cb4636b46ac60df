package tunegate.rules.base_model_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.base_model_mismatch as rule
import rego.v1

named(kind, base) := fixture.patched([fixture.put(sprintf("/models/m/evidence/artefacts/%s/document/base_model", [kind]), base)])

finding(kind, key, value) := {
	"rule": "base-model-mismatch",
	"model": "m",
	"path": sprintf("evidence/m/%s.yaml", [kind]),
	"line": 1,
	"end_line": 1,
	"msg": sprintf("the %s names %s %s, which stands nowhere on the base_model surface", [kind, key, value]),
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as named("training-run", {"id": "acme/base", "revision": "r1"})
}

test_another_model if {
	every kind in ["training-run", "evaluation-results", "alignment-regression", "base-model-evidence"] {
		rule.deny == {finding(kind, "id", "acme/other")} with input as named(kind, {"id": "acme/other", "revision": "r1"})
	}
}

test_another_revision if {
	changed := named("training-run", {"id": "acme/base", "revision": "r2"})
	rule.deny == {finding("training-run", "revision", "r2")} with input as changed
	rule.deny == set() with input as json.patch(changed, [fixture.put(
		"/models/m/evidence/artefacts/training-run/made_for",
		fixture.stale({"base_model": ["t.yaml#/revision"]}),
	)])
}
