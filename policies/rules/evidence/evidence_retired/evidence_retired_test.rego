package tunegate.rules.evidence_retired_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.former_fixture_test as former
import data.tunegate.rules.evidence_retired as rule
import rego.v1

gone := {"gone": [{"list": "findings", "key": "RT-1"}]}

said := {"list": "findings", "key": "RT-1", "reason": "the tool is gone"}

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as former.with_before("red-team-report", gone, [])
	rule.warn == set() with input as former.with_before("red-team-report", {}, [said])
}

test_given_up if {
	rule.warn == {{
		"rule": "evidence-retired",
		"model": "m",
		"path": "evidence/m/red-team-report.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "RT-1 under findings of the red-team-report is given up: the tool is gone",
	}} with input as former.with_before("red-team-report", gone, [said])
}
