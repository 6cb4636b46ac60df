package tunegate.rules.deletion_unchecked_test

import data.tunegate.lib.deletions_fixture_test as deletions
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.deletion_unchecked as rule
import rego.v1

test_nothing_is_asked if rule.warn == set() with input as fixture.case

test_found if {
	rule.warn == {{
		"rule": "deletion-unchecked",
		"model": "m",
		"path": "deletion-requests/a.yaml",
		"line": 5,
		"end_line": 5,
		"element": "deletion-requests/a.yaml",
		"msg": "DSR-1 could not be looked for in data/b.jsonl of m: no key",
	}} with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {"carried": [], "unchecked": [{"model": "m", "path": "data/b.jsonl", "why": "no key", "beyond": false}]}))])
}

test_what_else_is_found_of_requests if rule.warn == set() with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {}))])
