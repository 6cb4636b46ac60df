package tunegate.rules.model_held_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.model_held
import rego.v1

hold := {
	"path": "evidence/m/holds/20261120T000000Z.yaml",
	"line": 9,
	"end_line": 9,
	"at": "2026-11-01T00:00:00Z",
	"by": "a@acme.example",
	"reason": "An incident is looked into.",
	"signed_by": ["a@acme.example"],
	"approvers": {"quorum": 2, "principals": ["a@acme.example", "b@acme.example"]},
	"releases": [],
}

held(changes) := found if {
	found := model_held.deny with input as fixture.patched([fixture.put("/models/m/evidence/holds/0", object.union(hold, changes))])
}

test_nothing_is_held if count(model_held.deny) == 0 with input as fixture.case

test_held if held({}) == {{
	"rule": "model-held",
	"model": "m",
	"path": "evidence/m/holds/20261120T000000Z.yaml",
	"line": null,
	"end_line": null,
	"msg": "a@acme.example put the model on hold at 2026-11-01T00:00:00Z: An incident is looked into.",
}}

test_by_nobody_who_may if held({"signed_by": ["mallory@acme.example"]}) == set()

test_released if {
	held({"releases": [{"at": "2026-11-02T00:00:00Z", "signed_by": ["a@acme.example", "b@acme.example"]}]}) == set()
	count(held({"releases": [{"at": "2026-11-02T00:00:00Z", "signed_by": ["b@acme.example"]}]})) == 1
}
