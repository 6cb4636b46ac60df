package tunegate.rules.model_not_judged_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.model_not_judged as rule
import rego.v1

finding(name) := {
	"rule": "model-not-judged",
	"model": name,
	"path": null,
	"line": null,
	"end_line": null,
	"msg": sprintf("the change touches %s, which this check was not asked to judge", [name]),
}

test_in_order if rule.deny == set() with input as fixture.case

test_each_model if {
	rule.deny == {finding("a"), finding("b")} with input as fixture.patched([fixture.put("/unjudged", ["a", "b"])])
}
