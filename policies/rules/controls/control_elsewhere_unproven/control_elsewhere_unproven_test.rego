package tunegate.rules.control_elsewhere_unproven_test

import data.tunegate.lib.controls_elsewhere_fixture_test as other
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.control_elsewhere_unproven as rule
import rego.v1

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as other.relies({}, {})
}

test_typed if {
	rule.warn == {{
		"rule": "control-elsewhere-unproven",
		"model": "m",
		"path": "evidence/m/overhang-statement.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "the overhang-statement relies on g.yml of acme/serving, and no statement of that repository says so",
	}} with input as other.relies({"statement": null}, {})
}
