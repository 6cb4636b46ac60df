package tunegate.rules.deletion_returned_test

import data.tunegate.lib.deletions_fixture_test as deletions
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.deletion_returned as rule
import rego.v1

test_nothing_is_asked if rule.deny == set() with input as fixture.case

test_found if {
	rule.deny == {{
		"rule": "deletion-returned",
		"model": "m",
		"path": "deletion-requests/a.yaml",
		"line": 5,
		"end_line": 5,
		"element": "deletion-requests/a.yaml",
		"msg": "DSR-1 was closed as deleted on 2026-01-02, and data/a.jsonl of m has 2 of its records: take them out",
	}} with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {"closed": {"how": "deleted", "at": "2026-01-02T00:00:00Z"}}))])
}

test_what_else_is_found_of_requests if rule.deny == set() with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {}))])
