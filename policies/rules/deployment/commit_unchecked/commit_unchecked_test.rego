package tunegate.rules.commit_unchecked_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.commit_unchecked as rule
import rego.v1

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as fixture.verified([])
}

test_any_commit if {
	rule.warn == {{
		"rule": "commit-unchecked",
		"model": null,
		"path": null,
		"line": null,
		"end_line": null,
		"msg": "any commit was accepted (--any-commit), and judged by its own configuration, policies and waivers",
	}} with input as fixture.verified([fixture.put("/verification/trusted", null)])
}
