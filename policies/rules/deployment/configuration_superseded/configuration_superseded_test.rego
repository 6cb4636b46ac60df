package tunegate.rules.configuration_superseded_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.configuration_superseded as rule
import rego.v1

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as fixture.verified([])
}

test_other_surfaces if {
	rule.warn == {{
		"rule": "configuration-superseded",
		"model": "m",
		"path": "tunegate.yaml",
		"line": 3,
		"end_line": 9,
		"msg": "main does not watch for m what this commit does",
	}} with input as fixture.verified([fixture.put("/verification/trusted/models/m/watched", false)])
}
