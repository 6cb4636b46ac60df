package tunegate.rules.raw_file_replaced_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.former_fixture_test as former
import data.tunegate.rules.raw_file_replaced as rule
import rego.v1

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as former.with_before("evaluation-results", {"swapped": []}, [])
}

test_replaced if {
	found := rule.deny with input as former.with_before("evaluation-results", {"swapped": [{"list": "adversarial_tests", "key": "personas"}]}, [])
	found == {{
		"rule": "raw-file-replaced",
		"model": "m",
		"path": "evidence/m/evaluation-results.yaml",
		"line": 1,
		"end_line": 99,
		"msg": "personas under adversarial_tests: the raw files are others than the base commit's evaluation-results names, and nothing else is",
	}}
}
