package tunegate.lib.modes_test

import data.tunegate
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.modes
import rego.v1

observed(patches) := fixture.patched(array.concat([fixture.put("/enforcement/configured", "observe")], patches))

undecided := fixture.put("/models/m/evidence/disposition", null)

stale := fixture.put("/models/m/evidence/artefacts/training-run/made_for", fixture.stale({"training_data": ["k"]}))

test_observe_mode_never_passes if {
	result := tunegate.result with input as observed([])
	result.verdict == "not-reviewed"
	result.deny == set()
}

test_observe_mode_sets_aside_what_would_block if {
	result := tunegate.result with input as observed([stale])
	result.verdict == "not-reviewed"
	{[finding.rule, finding.set_aside] | some finding in result.warn} == {["artefact-stale", "observe mode"]}
}

test_the_gate_itself_blocks_all_the_same if {
	result := tunegate.result with input as observed([fixture.put("/changes/0", fixture.control_change)])
	result.verdict == "block"
	{finding.rule | some finding in result.deny} == {"control-plane-change"}
}

test_a_signature_blocks_all_the_same if {
	result := tunegate.result with input as observed([fixture.put("/models/m/evidence/disposition/approval/counted", [])])
	{finding.rule | some finding in result.deny} == {"disposition-unsigned"}
}

test_a_disposition_that_is_taken_out_blocks_all_the_same if {
	result := tunegate.result with input as observed([undecided])
	{finding.rule | some finding in result.deny} == {"disposition-missing"}
	never := fixture.put("/models/m/evidence/adopted_before/decided", [])
	other := tunegate.result with input as observed([undecided, never])
	other.verdict == "not-reviewed"
}

test_more_can_be_asked_for if {
	result := tunegate.result with input as observed([fixture.put("/enforcement/asked", "enforce"), stale])
	result.verdict == "block"
}

test_less_cannot if {
	result := tunegate.result with input as fixture.patched([fixture.put("/enforcement/asked", "observe"), stale])
	{finding.rule | some finding in result.deny} == {"artefact-stale", "mode-not-allowed"}
}

test_what_does_not_say_how_it_is_enforced_is_enforced if {
	every broken in [fixture.cut("/enforcement"), fixture.put("/enforcement", {"configured": "observe"})] {
		result := tunegate.result with input as fixture.patched([broken])
		{finding.rule | some finding in result.deny} == {"case-unreadable"}
	}
}

# -- models that are judged one at a time

left_out := {"rule": "coverage-outdated", "model": null, "path": "deploy/v.yaml", "msg": "no selector covers this"}

part(changed) := fixture.patched([fixture.put("/part", object.union({"model": null, "accepted_until": []}, changed))])

test_what_concerns_no_model_is_set_aside_by_the_baselines_of_the_others if {
	modes.set_aside(left_out) == "the baseline until 2027-03-01" with input as part({"accepted_until": ["2027-01-01", "2027-03-01"]})
	_words(object.union(left_out, {"model": "m"})) == set() with input as part({"accepted_until": ["2027-01-01"]})
	_words(left_out) == set() with input as part({})
	_words(object.union(left_out, {"rule": "case-unreadable"})) == set() with input as part({"accepted_until": ["2027-01-01"]})
}

test_observe_mode_comes_before_a_baseline if {
	others := fixture.put("/part", {"model": null, "accepted_until": ["2027-01-01"]})
	_words(left_out) == {"observe mode"} with input as observed([others])
}

_words(finding) := {words | words := modes.set_aside(finding)}
