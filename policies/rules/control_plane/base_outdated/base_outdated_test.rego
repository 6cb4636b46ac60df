package tunegate.rules.base_outdated_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.base_outdated as rule
import rego.v1

finding(path) := {
	"rule": "base-outdated",
	"model": "control-plane",
	"path": path,
	"line": null,
	"end_line": null,
	"msg": sprintf("%s changed on the base branch after this branch left it", [path]),
}

outdated(paths) := fixture.patched([fixture.put("/control_plane/outdated", paths)])

test_in_order if rule.deny == set() with input as fixture.case

test_each_file if {
	rule.deny == {finding("policies/own/rule.rego"), finding("tunegate.yaml")} with input as outdated(["policies/own/rule.rego", "tunegate.yaml"])
}

test_a_verified_commit_has_no_base if rule.deny == set() with input as fixture.verified([])
