package tunegate.rules.reviewed_file_shadowed_test

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
