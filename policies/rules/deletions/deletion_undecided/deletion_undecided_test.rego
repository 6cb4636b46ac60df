package tunegate.rules.deletion_undecided_test

import data.tunegate.lib.deletions_fixture_test as deletions
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.deletion_undecided as rule
import rego.v1

test_nothing_is_asked if rule.deny == set() with input as fixture.case

test_found if {
	rule.deny == {{
		"rule": "deletion-undecided",
		"model": "m",
		"path": "deletion-requests/a.yaml",
		"line": 5,
		"end_line": 5,
		"element": "deletion-requests/a.yaml",
		"msg": "DSR-1 could not be looked for in data/b.jsonl of m: no key",
	}} with input as fixture.patched([fixture.put("/deletions", deletions.asked(true, {"carried": [], "unchecked": [{"model": "m", "path": "data/b.jsonl", "why": "no key", "beyond": false}]}))])
}

test_where_nobody_could_look if {
	rule.deny == set() with input as fixture.patched([fixture.put("/deletions", deletions.asked(true, {"unchecked": [{"model": "m", "path": "data/b.jsonl", "why": "w", "beyond": true}]}))])
}

test_without_the_key if {
	rule.deny == set() with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {"unchecked": [{"model": "m", "path": "data/b.jsonl", "why": "w", "beyond": false}]}))])
}
