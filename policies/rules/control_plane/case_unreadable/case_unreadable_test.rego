package tunegate.rules.case_unreadable_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.case_unreadable as rule
import rego.v1

messages := {finding.msg | some finding in rule.deny}

test_in_order if rule.deny == set() with input as fixture.case

test_other_schema if {
	rule.deny == {{
		"rule": "case-unreadable",
		"model": null,
		"path": null,
		"line": null,
		"end_line": null,
		"msg": "the case is not of the schema tunegate/case/v1",
	}} with input as fixture.patched([fixture.put("/schema", "tunegate/case/v2")])
}

test_empty if {
	messages == {
		"the case is not of the schema tunegate/case/v1",
		"the case has no usable enforcement",
		"the case has no usable verification",
		"the case has no usable unselected",
		"the case has no usable now",
		"the case has no usable settings",
		"the case has no usable adjustments",
		"the case has no usable waivers",
		"the case has no usable control_plane",
		"the control plane has no usable determinations",
		"the control plane has no usable earlier",
		"the control plane has no usable outdated",
		"the control plane has no usable withdrawals",
		"the case has no usable models",
		"the case has no usable unjudged",
		"the case has no usable uncovered",
		"the case has no usable changes",
		"the settings have no usable determinations_allowed",
		"the settings have no usable determination_max_days",
		"the settings have no usable disposition_max_days",
		"the settings have no usable drift_margin",
		"the settings have no usable drift_alpha",
		"the settings have no usable waiver_max_days",
		"the settings have no usable thresholds/inter_rater_agreement",
		"the settings have no usable thresholds/adversarial_success",
		"the settings have no usable thresholds/evaluation_loss",
	} with input as {}
}

test_settings if {
	messages == {"the settings have no usable disposition_max_days"} with input as fixture.patched([fixture.cut("/settings/disposition_max_days")])
}

test_thresholds if {
	messages == {"the settings have no usable thresholds/evaluation_loss"} with input as fixture.patched([fixture.cut("/settings/thresholds/evaluation_loss")])
	messages == {"the settings have no usable thresholds/adversarial_success"} with input as fixture.patched([fixture.put("/settings/thresholds/adversarial_success", "0.2")])
}

test_control_plane_that_does_not_say_whether_it_is_that_of_the_base_branch if {
	every patch in [fixture.cut("/control_plane/outdated"), fixture.put("/control_plane/outdated", null)] {
		{[finding.model, finding.msg] | some finding in rule.deny} == {["control-plane", "the control plane has no usable outdated"]} with input as fixture.patched([patch])
	}
}

test_model_with_parts_missing if {
	every pointer in ["/status", "/state/digest", "/state/form", "/state/surfaces", "/evidence/artefacts", "/evidence/determinations", "/evidence/earlier", "/evidence/withdrawals", "/evidence/disposition", "/evidence/drift"] {
		messages == {"the case has no usable evidence of m"} with input as fixture.patched([fixture.cut(concat("", ["/models/m", pointer]))])
	}
}

test_document_without_what_it_was_made_for if {
	paths := {
		"/models/m/evidence/artefacts/training-run": "evidence/m/training-run.yaml",
		"/models/m/evidence/disposition": "evidence/m/disposition.yaml",
		"/models/m/evidence/determinations/0": "evidence/m/determinations/d.yaml",
		"/control_plane/determinations/0": "evidence/m/determinations/d.yaml",
	}
	determined := json.patch(
		fixture.determined,
		[fixture.put("/control_plane/determinations/0", fixture.control_determination)],
	)
	messages == set() with input as determined
	every pointer, path in paths {
		every key in ["state", "known", "comparable", "changed"] {
			messages == {sprintf("the case does not say what %s was made for", [path])} with input as json.patch(
				determined,
				[fixture.cut(sprintf("%s/made_for/%s", [pointer, key]))],
			)
		}
	}
	every pointer in ["/models/m/evidence/determinations/0", "/control_plane/determinations/0"] {
		messages == {"the case does not say what evidence/m/determinations/d.yaml was made for"} with input as json.patch(
			determined,
			[fixture.cut(concat("", [pointer, "/starts_from"]))],
		)
	}
}

test_determination_without_what_became_of_it if {
	every key in ["stood", "approval/older"] {
		messages == {"the case does not say what evidence/m/determinations/d.yaml was made for"} with input as json.patch(
			fixture.determined,
			[fixture.cut(sprintf("/models/m/evidence/determinations/0/%s", [key]))],
		)
	}
}

test_unknown_surface if {
	messages == {"a change stands on an unknown surface: x"} with input as fixture.patched([fixture.put("/changes/0", fixture.change("x", "k"))])
}

test_change_of_a_model_without_facts if {
	change := object.union(fixture.change("base_model", "k"), {"model": "other"})
	messages == {"the changes of other come without its facts"} with input as fixture.patched([fixture.put("/changes/0", change)])
}

test_the_control_plane_is_no_model if {
	messages == set() with input as fixture.patched([fixture.put("/changes/0", fixture.control_change)])
}

test_what_is_left_out if {
	every patch in [fixture.cut("/unselected"), fixture.put("/unselected", []), fixture.put("/unselected", "none")] {
		messages == {"the case has no usable unselected"} with input as fixture.patched([patch])
	}
	every key in ["unlisted", "unlisted_references", "unlisted_exclusions"] {
		messages == {"the case has no usable unselected"} with input as fixture.verified([fixture.cut(sprintf("/unselected/%s", [key]))])
	}
}

test_the_part_of_what_concerns_no_model if {
	none := fixture.put("/models", {})
	messages == set() with input as fixture.verified([none, _part(null)])
	messages == {"the case has no usable verification"} with input as fixture.verified([none, _part("m")])
}

_part(model) := fixture.put("/part", {"model": model, "accepted_until": []})

test_verification if {
	messages == set() with input as fixture.verified([])
	messages == set() with input as fixture.verified([fixture.put("/verification/trusted", null)])
	every patch in [
		fixture.put("/mode", "check"),
		fixture.put("/mode", "deploy"),
		fixture.put("/base", "b"),
		fixture.put("/models", {}),
		fixture.put("/changes/0", fixture.change("base_model", "k")),
		fixture.put("/verification", null),
		fixture.put("/verification/states", []),
		fixture.put("/verification/trusted", "main"),
		fixture.cut("/verification/trusted"),
		fixture.cut("/mode"),
	] {
		"the case has no usable verification" in messages with input as fixture.verified([patch])
	}
	messages == {"the case has no usable verification", "the case has no usable unselected"} with input as fixture.patched([fixture.put("/mode", "verify")])
}
