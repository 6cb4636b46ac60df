package tunegate.rules.deletion_open_test

import data.tunegate.lib.deletions_fixture_test as deletions
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.deletion_open as rule
import rego.v1

test_nothing_is_asked if rule.warn == set() with input as fixture.case

test_found if {
	rule.warn == {{
		"rule": "deletion-open",
		"model": "m",
		"path": "deletion-requests/a.yaml",
		"line": 5,
		"end_line": 5,
		"element": "deletion-requests/a.yaml",
		"msg": "DSR-1 is due on 2026-12-01: data/a.jsonl of m has 2 of its records, so m needs a new fine-tune without them, and a new review",
	}} with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {}))])
}

test_what_else_is_found_of_requests if rule.warn == set() with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {"due": "2026-01-01"}))])
