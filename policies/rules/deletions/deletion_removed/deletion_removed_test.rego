package tunegate.rules.deletion_removed_test

import data.tunegate.lib.deletions_fixture_test as deletions
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.deletion_removed as rule
import rego.v1

test_nothing_is_asked if rule.deny == set() with input as fixture.case

test_found if {
	rule.deny == {{
		"rule": "deletion-removed",
		"model": null,
		"path": "deletion-requests/a.yaml",
		"line": null,
		"end_line": null,
		"element": "deletion-requests/a.yaml",
		"msg": "DSR-1 was taken out: put it back, or close it",
	}} with input as fixture.patched([fixture.put("/deletions", {"decides": false, "requests": [], "removed": [{"path": "deletion-requests/a.yaml", "line": null, "reference": "DSR-1"}]})])
}

test_what_else_is_found_of_requests if rule.deny == set() with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {}))])
