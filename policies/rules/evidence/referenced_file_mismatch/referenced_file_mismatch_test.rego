package tunegate.rules.referenced_file_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.referenced_file_mismatch as rule
import rego.v1

named(found) := fixture.patched([fixture.put(
	"/models/m/evidence/artefacts/training-run/files",
	{"/lock_file": {"path": "train.lock", "digest": "sha256:a", "found": found}},
)])

finding(gap) := {
	"rule": "referenced-file-mismatch",
	"model": "m",
	"path": "evidence/m/training-run.yaml",
	"line": 1,
	"end_line": 1,
	"msg": sprintf("the training-run names train.lock, which %s", [gap]),
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as named("sha256:a")
}

test_not_there if rule.deny == {finding("is not in this repository")} with input as named(null)

test_another if rule.deny == {finding("has another digest now")} with input as named("sha256:b")

test_without_a_digest_it_has_to_be_there if {
	rule.deny == set() with input as json.patch(named("sha256:b"), [fixture.put("/models/m/evidence/artefacts/training-run/files/~1lock_file/digest", null)])
	rule.deny == {finding("is not in this repository")} with input as json.patch(named(null), [fixture.put("/models/m/evidence/artefacts/training-run/files/~1lock_file/digest", null)])
}

test_in_a_disposition if {
	count(rule.deny) == 1 with input as fixture.patched([fixture.put(
		"/models/m/evidence/disposition/files",
		{"/conditions/0/met_reference": {"path": "docs/met.md", "digest": null, "found": null}},
	)])
}
