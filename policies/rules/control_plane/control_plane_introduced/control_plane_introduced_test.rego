package tunegate.rules.control_plane_introduced_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.control_plane_introduced as rule
import rego.v1

test_in_order if rule.warn == set() with input as fixture.case

test_introduced if {
	rule.warn == {{
		"rule": "control-plane-introduced",
		"model": "control-plane",
		"path": "tunegate.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "this change introduces the gate: its configuration and policies are those of the change itself, and nobody has reviewed them yet",
	}} with input as fixture.patched([fixture.put("/control_plane/introduced", true)])
}

test_nothing_to_compare_with if {
	{finding.msg | some finding in rule.warn} == {"there is nothing to compare with: the configuration and the policies are those of the commit itself"} with input as fixture.patched([
		fixture.put("/control_plane/introduced", true),
		fixture.put("/base", null),
	])
}
