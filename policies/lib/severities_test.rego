package tunegate.lib.severities_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.severities
import data.tunegate.lib.tables
import rego.v1

adjusted(what, name, value) := fixture.patched([fixture.put("/adjustments/0", {"what": what, "name": name, "value": value})])

test_nothing_is_adjusted if {
	severities.lowered == set() with input as fixture.case
	severities.raised == set() with input as fixture.case
}

test_lowered if {
	severities.lowered == {"artefact-stale"} with input as adjusted("severity", "artefact-stale", "warning")
	severities.raised == set() with input as adjusted("severity", "artefact-stale", "warning")
}

test_raised if {
	severities.raised == {"reference-floating"} with input as adjusted("severity", "reference-floating", "error")
	severities.lowered == set() with input as adjusted("severity", "reference-floating", "error")
}

test_a_setting_is_no_severity if {
	severities.lowered == set() with input as adjusted("setting", "artefact-stale", "warning")
	severities.raised == set() with input as adjusted("setting", "artefact-stale", "error")
}

test_fixed_rules_stay_errors if {
	count(tables.fixed_severity) == 29
	every rule in tables.fixed_severity {
		severities.lowered == set() with input as adjusted("severity", rule, "warning")
	}
}
