package tunegate.rules.severity_rejected_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.tables
import data.tunegate.rules.severity_rejected as rule
import rego.v1

adjusted(what, name, value) := fixture.patched([fixture.put("/adjustments/0", {
	"what": what,
	"name": name,
	"value": value,
	"reason": "words",
	"path": "tunegate.yaml",
	"line": 8,
	"end_line": 9,
})])

finding(msg) := {
	"rule": "severity-rejected",
	"model": null,
	"path": "tunegate.yaml",
	"line": 8,
	"end_line": 9,
	"msg": msg,
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as adjusted("severity", "artefact-stale", "warning")
	rule.deny == set() with input as adjusted("severity", "reassessment-required", "error")
	rule.deny == set() with input as adjusted("setting", "no-such-rule", "warning")
	rule.deny == set() with input as adjusted("setting", "reassessment-required", "warning")
}

test_unknown_rule if {
	row := {"name": "artefact-stall", "path": "tunegate.yaml", "line": 8, "end_line": 9}
	rule.unknown(row) == finding("there is no rule artefact-stall")
}

test_fixed_rule if {
	every name in tables.fixed_severity {
		rule.deny == {finding(sprintf("the findings of %s cannot be lowered", [name]))} with input as adjusted("severity", name, "warning")
	}
}
