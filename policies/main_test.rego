package tunegate_test

import data.tunegate
import data.tunegate.lib.deletions_fixture_test as deletions
import data.tunegate.lib.fixture_test as fixture
import rego.v1

test_pass if {
	result := tunegate.result with input as fixture.case
	result.verdict == "pass"
	result.deny == set()
	result.warn == set()
	result.triggers == set()
	result.rules == tunegate.rule_ids
}

test_block if {
	result := tunegate.result with input as fixture.patched([fixture.put("/models/m/evidence/disposition", null)])
	result.verdict == "block"
	{finding.rule | some finding in result.deny} == {"disposition-missing"}
}

test_warning_does_not_block if {
	result := tunegate.result with input as fixture.patched([fixture.put("/control_plane/introduced", true)])
	result.verdict == "pass"
	count(result.warn) == 1
}

test_nothing_is_no_pass if tunegate.verdict == "block" with input as {}

test_settings if tunegate.settings == {"drift_margin": 0.1} with input as {"settings": {"drift_margin": 0.1}}

test_trigger_answered_by_the_disposition if {
	tunegate.triggers == {{
		"model": "m",
		"trigger": "base-model-change",
		"owner": "ml@acme.example",
		"changes": [0, 1],
		"answered_by": "disposition",
	}} with input as fixture.patched([
		fixture.put("/changes/0", fixture.change("base_model", "k")),
		fixture.put("/changes/1", fixture.change("base_model", "l")),
	])
}

test_trigger_answered_by_a_determination if {
	tunegate.triggers == {{
		"model": "m",
		"trigger": "deployment-layer-change",
		"owner": "safety@acme.example",
		"changes": [0],
		"answered_by": "determination",
	}} with input as fixture.determined
}

test_trigger_of_the_control_plane if {
	changed := fixture.patched([fixture.put("/changes/0", fixture.control_change)])
	row := {
		"model": "control-plane",
		"trigger": "control-plane-change",
		"owner": "risk@acme.example",
		"changes": [0],
		"answered_by": null,
	}
	tunegate.triggers == {row} with input as changed
	tunegate.triggers == {object.union(row, {"answered_by": "determination"})} with input as json.patch(
		changed,
		[fixture.put("/control_plane/determinations/0", fixture.control_determination)],
	)
	tunegate.triggers == set() with input as json.patch(changed, [fixture.put("/control_plane/introduced", true)])
}

test_severity_that_the_configuration_lowers if {
	patches := [
		fixture.put("/models/m/evidence/artefacts/training-run/made_for", fixture.stale({"training_data": ["k"]})),
		fixture.put("/adjustments/0", {"what": "severity", "name": "artefact-stale", "value": "warning"}),
	]
	result := tunegate.result with input as fixture.patched(patches)
	result.verdict == "pass"
	{finding.rule | some finding in result.warn} == {"artefact-stale"}
	{finding.rule | some finding in tunegate.deny} == {"artefact-stale"} with input as fixture.patched([patches[0]])
}

test_severity_that_the_configuration_raises if {
	patches := [
		fixture.put("/control_plane/introduced", true),
		fixture.put("/adjustments/0", {"what": "severity", "name": "control-plane-introduced", "value": "error"}),
	]
	result := tunegate.result with input as fixture.patched(patches)
	result.verdict == "block"
	{finding.rule | some finding in result.deny} == {"control-plane-introduced"}
	result.warn == set()
}

test_severity_of_a_rule_that_is_not_known if {
	place := {"path": "tunegate.yaml", "line": 8, "end_line": 9}
	row := object.union({"what": "severity", "name": "no-such-rule", "value": "warning"}, place)
	result := tunegate.result with input as fixture.patched([fixture.put("/adjustments/0", row)])
	result.verdict == "block"
	{finding.msg | some finding in result.deny} == {"there is no rule no-such-rule"}
	tunegate.deny == set() with input as fixture.patched([fixture.put("/adjustments/0", object.union(row, {"what": "setting"}))])
}

split := concat("", [
	"the rule regression-misstated was split; use one of: regression-category-missing, regression-category-repeated, ",
	"regression-category-unknown, regression-numbers-mismatch, regression-procedure-mismatch, regression-threshold-mismatch",
])

test_severity_of_a_rule_that_was_split if {
	row := {"what": "severity", "name": "regression-misstated", "value": "warning", "path": "tunegate.yaml", "line": 8, "end_line": 9}
	result := tunegate.result with input as fixture.patched([fixture.put("/adjustments/0", row)])
	result.verdict == "block"
	{[finding.rule, finding.msg] | some finding in result.deny} == {["severity-rejected", split]}
}

test_waiver_of_a_rule_that_was_split if {
	result := tunegate.result with input as fixture.waived({"rule": "regression-misstated"})
	result.verdict == "block"
	{[finding.rule, finding.msg] | some finding in result.deny} == {["waiver-rejected", split]}
}

test_waiver if {
	stale := fixture.put("/models/m/evidence/artefacts/training-run/made_for", fixture.stale({"training_data": ["k"]}))
	result := tunegate.result with input as json.patch(fixture.waived({}), [stale])
	result.verdict == "pass"
	{[finding.rule, finding.waived_by] | some finding in result.warn} == {["artefact-stale", "risk@acme.example until 2026-12-31: it can wait"]}
	other := tunegate.result with input as json.patch(fixture.waived({"element": "evidence/m/red-team-report.yaml"}), [stale])
	other.verdict == "block"
}

test_waiver_of_what_has_changed_since if {
	stale := fixture.put("/models/m/evidence/artefacts/training-run/made_for", fixture.stale({"training_data": ["k"]}))
	result := tunegate.result with input as json.patch(fixture.waived({"value": "sha256:before"}), [stale])
	result.verdict == "block"
	{finding.rule | some finding in result.warn} == {"waiver-outdated"}
	{finding.waiver | some finding in result.deny} == {{
		"element": "evidence/m/training-run.yaml",
		"value": "sha256:training-run and what it names",
	}}
}

test_what_cannot_be_waived_has_nothing_to_name if {
	result := tunegate.result with input as fixture.patched([fixture.put("/changes/0", fixture.control_change)])
	every finding in result.deny {
		not finding.waiver
	}
}

test_waiver_of_a_rule_that_is_not_known if {
	result := tunegate.result with input as fixture.waived({"rule": "no-such-rule"})
	{finding.msg | some finding in result.deny} == {"there is no rule no-such-rule"}
}

test_waiver_that_does_not_count_waives_nothing if {
	change := fixture.patched([fixture.put("/changes/0", fixture.control_change)])
	result := tunegate.result with input as json.patch(change, [fixture.put("/waivers", fixture.waived({
		"rule": "control-plane-change",
		"model": "control-plane",
		"element": "f.yaml",
	}).waivers)])
	{finding.rule | some finding in result.deny} == {"control-plane-change", "waiver-rejected"}
}

test_digest_that_a_bundle_states if {
	data.tunegate.stated_digest == null
	data.tunegate.stated_digest == "sha256:0" with data.tunegate.bundle as {"digest": "sha256:0"}
}

# what an organisation's rule says without naming itself stays in the answer, which is refused by its shape
test_a_finding_without_a_rule_is_not_dropped if {
	every finding in [7, {"msg": "m"}, {"msg": "m", "rule": null}] {
		denied := tunegate.result with input as fixture.case with data.tunegate.rules.own as {"id": "own", "deny": {finding}, "warn": set()}
		finding in denied.deny
		denied.verdict == "block"
		warned := tunegate.result with input as fixture.case with data.tunegate.rules.own as {"id": "own", "deny": set(), "warn": {finding}}
		finding in warned.warn
	}
}

test_a_deletion_request_fires if {
	row := {"model": "m", "trigger": "re-fine-tuning", "owner": "ml@acme.example", "changes": [], "answered_by": null}
	open := fixture.patched([fixture.put("/deletions", deletions.asked(false, {"requested_at": "2026-11-22T00:00:00Z"}))])
	tunegate.triggers == {row} with input as open
	tunegate.triggers == {object.union(row, {"answered_by": "disposition"})} with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {"requested_at": "2024-11-22T00:00:00Z"}))])
	tunegate.triggers == set() with input as fixture.patched([fixture.put("/deletions", deletions.asked(false, {"closed": {"how": "refused", "at": "2026-11-22T00:00:00Z"}}))])
}
