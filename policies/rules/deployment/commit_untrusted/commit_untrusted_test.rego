package tunegate.rules.commit_untrusted_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.commit_untrusted as rule
import rego.v1

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as fixture.verified([])
	rule.deny == set() with input as fixture.verified([fixture.put("/verification/trusted", null)])
}

test_elsewhere if {
	rule.deny == {{
		"rule": "commit-untrusted",
		"model": null,
		"path": null,
		"line": null,
		"end_line": null,
		"msg": "the commit h is not on main, which is at b",
	}} with input as fixture.verified([fixture.put("/verification/trusted/reachable", false)])
}
