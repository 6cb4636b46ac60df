package tunegate.rules.waiver_rejected_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.waiver_rejected as rule
import rego.v1

finding(msg) := {
	"rule": "waiver-rejected",
	"model": "m",
	"path": "tunegate.yaml",
	"line": 8,
	"end_line": 14,
	"msg": msg,
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as fixture.waived({})
	rule.deny == set() with input as fixture.waived({"expires": "2026-11-20"})
}

test_rejected if {
	rule.deny == {finding("the findings of control-plane-change cannot be waived")} with input as fixture.waived({"rule": "control-plane-change"})
	rule.deny == {
		finding("it holds for 365 days, and 90 are allowed"),
		finding("it is granted in the future (2026-12-01)"),
	} with input as fixture.waived({"granted": "2026-12-01", "expires": "2027-12-01"})
}

test_unknown if rule.unknown(fixture.waived({"rule": "no-such-rule"}).waivers[0]) == finding("there is no rule no-such-rule")
