package tunegate.rules.waiver_outdated_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.waiver_outdated as rule
import rego.v1

finding(msg) := {
	"rule": "waiver-outdated",
	"model": "m",
	"path": "tunegate.yaml",
	"line": 8,
	"end_line": 14,
	"msg": msg,
}

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as fixture.waived({})
}

test_not_bound if {
	rule.warn == {finding("the waiver of artefact-stale names no element and value, so it covers nothing")} with input as fixture.waived({"element": null, "value": null})
}

test_changed if {
	said := "the waiver of artefact-stale was granted for other content of evidence/m/training-run.yaml (value sha256:training-run...; now sha256:now)"
	rule.changed(fixture.waived({}).waivers[0], {"element": "e", "value": "sha256:now"}) == finding(said)
}
