package tunegate.rules.deletion_changed_test

import data.tunegate.lib.deletions_fixture_test as deletions
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.deletion_changed as rule
import rego.v1

test_nothing_is_asked if rule.deny == set() with input as fixture.case

test_found if {
	rule.deny == {{
		"rule": "deletion-changed",
		"model": null,
		"path": "deletion-requests/a.yaml",
		"line": 5,
		"end_line": 5,
		"element": "deletion-requests/a.yaml",
		"msg": "DSR-1 has another due than at the base: record a new request instead",
	}} with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {"changed": ["due"], "carried": []}))])
}

test_what_else_is_found_of_requests if rule.deny == set() with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {}))])
