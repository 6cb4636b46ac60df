package tunegate.rules.deletion_overdue_test

import data.tunegate.lib.deletions_fixture_test as deletions
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.deletion_overdue as rule
import rego.v1

test_nothing_is_asked if rule.deny == set() with input as fixture.case

test_found if {
	rule.deny == {{
		"rule": "deletion-overdue",
		"model": "m",
		"path": "deletion-requests/a.yaml",
		"line": 5,
		"end_line": 5,
		"element": "deletion-requests/a.yaml",
		"msg": "DSR-1 was due on 2026-01-01, and data/a.jsonl of m still has 2 of its records: delete them, fine-tune again, and close the request",
	}} with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {"due": "2026-01-01"}))])
}

test_on_the_day if rule.deny == set() with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {}))])
