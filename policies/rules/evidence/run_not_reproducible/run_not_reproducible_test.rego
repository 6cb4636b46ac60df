package tunegate.rules.run_not_reproducible_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.run_not_reproducible as rule
import rego.v1

run(patches) := json.patch(fixture.case, array.concat(
	[
		fixture.put("/models/m/evidence/artefacts/training-run/document/base_model", {"id": "acme/base", "revision": "5206a32e"}),
		fixture.put("/models/m/evidence/artefacts/training-run/document/environment", {"image": "acme/train@sha256:00"}),
		fixture.put("/models/m/evidence/artefacts/training-run/commits", {"/code_commit": true}),
	],
	patches,
))

put(pointer, value) := fixture.put(concat("", ["/models/m/evidence/artefacts/training-run", pointer]), value)

finding(msg) := {
	"rule": "run-not-reproducible",
	"model": "m",
	"path": "evidence/m/training-run.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

test_in_order if {
	rule.deny == set() with input as run([])
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as run([put("/document/environment", {})])
}

test_moving_revision if {
	every name in ["main", "Latest"] {
		rule.deny == {finding(sprintf("%s is a name that moves, not a revision of the base model", [name]))} with input as run([put("/document/base_model/revision", name)])
	}
}

test_image_without_digest if {
	rule.deny == {finding("the image acme/train:1.2 has no digest")} with input as run([put("/document/environment/image", "acme/train:1.2")])
}

test_commit_that_is_not_here if {
	rule.deny == {finding("the commit of the training code is not in this repository")} with input as run([put("/commits", {"/code_commit": false})])
	rule.deny == set() with input as run([put("/commits", {"/code_commit": null})])
	rule.deny == set() with input as run([put("/commits", {})])
}
