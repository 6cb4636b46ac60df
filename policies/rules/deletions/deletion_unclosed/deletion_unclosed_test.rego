package tunegate.rules.deletion_unclosed_test

import data.tunegate.lib.deletions_fixture_test as deletions
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.deletion_unclosed as rule
import rego.v1

test_nothing_is_asked if rule.deny == set() with input as fixture.case

test_found if {
	rule.deny == {{
		"rule": "deletion-unclosed",
		"model": null,
		"path": "deletion-requests/a.yaml",
		"line": 5,
		"end_line": 5,
		"element": "deletion-requests/a.yaml",
		"msg": "DSR-1 was due on 2026-01-01 and is not closed: say what shows the deletion, with 'tunegate records delete-close'",
	}} with input as fixture.patched([fixture.put("/mode", "verify"), fixture.put("/deletions", deletions.asked(false, {"due": "2026-01-01", "carried": []}))])
}

test_a_change_is_not_held_up if {
	rule.deny == set() with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {"due": "2026-01-01", "carried": []}))])
}

test_where_nobody_could_look if {
	unchecked := {"due": "2026-01-01", "carried": [], "unchecked": [{"model": "m", "path": "data/b.jsonl", "why": "w", "beyond": false}]}
	rule.deny == set() with input as fixture.patched([fixture.put("/mode", "verify"), fixture.put("/deletions", deletions.asked(false, unchecked))])
}

test_the_part_of_one_model_says_nothing_of_what_concerns_all if {
	part := fixture.put("/part", {"model": "m", "accepted_until": []})
	rule.deny == set() with input as fixture.patched([part, fixture.put("/mode", "verify"), fixture.put("/deletions", deletions.asked(false, {"due": "2026-01-01", "carried": []}))])
}
