package tunegate.rules.reviewed_file_shadowed_test

import data.tunegate.lib.coverage_fixture_test as coverage
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.reviewed_file_shadowed as rule
import rego.v1

row := {"surface": "output_filter", "path": "guard/__init__.py", "reviewed": "guard.py", "reader": "Python"}

finding := {
	"rule": "reviewed-file-shadowed",
	"model": "m",
	"path": "guard/__init__.py",
	"line": 1,
	"end_line": 1,
	"msg": "Python reads this in place of guard.py, which is reviewed as output_filter",
}

test_in_order if rule.deny == set() with input as fixture.case

test_shadowed if rule.deny == {finding} with input as fixture.patched([fixture.put("/models/m/shadowed/0", row)])

test_several_files_and_surfaces if {
	rows := [row, object.union(row, {"surface": "base_model"}), object.union(row, {"reviewed": "guard.pyx", "reader": "Cython"})]
	found := rule.deny with input as fixture.patched([fixture.put("/models/m/shadowed", rows)])
	{one.msg | some one in found} == {"Cython reads this in place of guard.pyx, which is reviewed as output_filter; Python reads this in place of guard.py, which is reviewed as base_model and output_filter"}
}

test_values_that_come_from_it if {
	lead := coverage.reference({"target": ".env", "line": 3, "end_line": 3, "what": "value"})
	found := rule.deny with input as fixture.patched([
		fixture.put("/models/m/shadowed", [object.union(row, {"path": ".env"})]),
		fixture.put("/models/m/references", [lead, coverage.reference({})]),
	])
	{[one.line, one.msg] | some one in found} == {[3, "Python reads this in place of guard.py, which is reviewed as output_filter; t.yaml:3 gets its value from here as training_data"]}
}
