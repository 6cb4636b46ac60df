package tunegate.rules.control_off_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.control_off as rule
import rego.v1

finding(msg) := {
	"rule": "control-off",
	"model": "m",
	"path": "evidence/m/overhang-statement.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as fixture.relies("overhang-statement", {})
}

test_no_content if {
	rule.deny == {finding("the overhang-statement relies on g.yml#/rails, which has no content")} with input as fixture.relies("overhang-statement", {"empty": true})
}

test_off if {
	off := [{"key": "v.yaml#/guard/enabled", "value": "False", "path": "v.yaml", "line": 7}]
	said := object.union(
		finding("the overhang-statement relies on g.yml#/rails, and v.yaml#/guard/enabled (False) switches it off"),
		{"related": [{"path": "v.yaml", "line": 7, "end_line": 7, "message": "the switch"}]},
	)
	rule.deny == {said} with input as fixture.relies("overhang-statement", {"off": off})
}
