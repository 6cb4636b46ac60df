package tunegate.lib.baselines_test

import data.tunegate
import data.tunegate.lib.baselines
import data.tunegate.lib.baselines_fixture_test as adoption
import data.tunegate.lib.fixture_test as fixture
import rego.v1

# what is objected to the baseline of a case
reasons := baselines.objections("m", data.tunegate.lib.baselines.documents.m)

nothing := fixture.put("/models/m/approvers", null)

test_in_force if {
	object.keys(baselines.in_force) == {"m"} with input as adoption.adopted([])
	reasons == set() with input as adoption.adopted([])
	object.keys(baselines.in_force) == {"m"} with input as adoption.adopted([adoption.first])
	object.keys(baselines.in_force) == {"m"} with input as adoption.renewed({}, [])
	object.keys(baselines.in_force) == set() with input as fixture.case
}

test_a_disposition_says_more if {
	baselines.documents == {} with input as adoption.adopted([fixture.put("/models/m/evidence/disposition", fixture.disposition)])
}

test_the_last_day if {
	object.keys(baselines.in_force) == {"m"} with input as adoption.adopted([adoption.said("expires", "2026-11-23")])
	baselines.in_force == {} with input as adoption.adopted([adoption.said("expires", "2026-11-22")])
}

test_dates if {
	reasons == {"it is dated in the future (2026-11-24T00:00:00Z)"} with input as adoption.adopted([adoption.said("adopted_at", "2026-11-24T00:00:00Z")])
	reasons == {"it says that the first one came after it"} with input as adoption.adopted([adoption.said("since", "2026-11-11T00:00:00Z")])
	reasons == {"it holds for 181 days, and 180 are allowed: bring 'expires' nearer"} with input as adoption.adopted([adoption.said("expires", "2027-05-10")])
	reasons == set() with input as adoption.adopted([adoption.said("expires", "2027-05-09")])
	reasons == {"the model would be unreviewed for 361 days since 2026-05-05T00:00:00Z, and 360 are allowed in all"} with input as adoption.adopted([adoption.said("since", "2026-05-05T00:00:00Z")])
	reasons == set() with input as adoption.adopted([adoption.said("since", "2026-05-06T00:00:00Z")])
}

test_an_owner_who_is_nobody if {
	reasons == {"o@example.invalid is nobody"} with input as adoption.adopted([adoption.said("owner", "o@example.invalid")])
}

test_of_another_model if reasons == {"it is of other"} with input as adoption.adopted([adoption.said("model", "other")])

test_a_state_that_nothing_tells if {
	case := adoption.adopted([fixture.put("/models/m/evidence/baseline/made_for", fixture.unknown)])
	reasons == {"nothing tells which state it lets in"} with input as case
	older := adoption.adopted([fixture.put("/models/m/evidence/baseline/made_for", fixture.incomparable)])
	reasons == {"the state that it lets in is of a form that cannot be compared: run 'tunegate migrate'"} with input as older
}

test_not_after_a_disposition if {
	every at in ["base", "tip"] {
		reasons == {sprintf("the %s has a disposition of the model, and what was decided is not taken back by a baseline", [at])} with input as adoption.adopted([fixture.put("/models/m/evidence/adopted_before/decided", [at])])
	}
	reasons == set() with input as adoption.adopted([fixture.put("/models/m/evidence/adopted_before/decided", ["trusted"])])
}

test_the_first_one if {
	reasons == {"it is the first one, so 'since' has to be 'adopted_at'"} with input as adoption.adopted([adoption.first, adoption.said("since", "2026-11-09T00:00:00Z")])
	reasons == {"it renews a baseline that the base does not have"} with input as adoption.adopted([adoption.first, adoption.said("renews", "sha256:x")])
	reasons == {"it lets in another state than the head's"} with input as adoption.adopted([adoption.first, fixture.put("/models/m/evidence/baseline/made_for/state", fixture.other)])
}

test_a_renewed_one if {
	reasons == {"the base has a baseline (evidence/m/baseline.yaml), and it does not renew that: 'tunegate adopt --renew'"} with input as adoption.renewed({"renews": null}, [])
	reasons == {"the model is not reviewed since 2026-11-10T00:00:00Z, and it says 2026-11-20T00:00:00Z"} with input as adoption.renewed({"since": "2026-11-20T00:00:00Z"}, [])
	reasons == {"the one that it renews is not older (2026-11-10T00:00:00Z)"} with input as adoption.renewed({"adopted_at": "2026-11-10T00:00:00Z"}, [])
	reasons == {"nobody is asked to approve a renewal: name 'approvers' for the model"} with input as adoption.renewed({}, [nothing])
	reasons == {"it lets in another state than the head's"} with input as adoption.renewed({}, [fixture.put("/models/m/evidence/baseline/made_for/state", fixture.other)])
	on_the_tip := fixture.put("/models/m/evidence/adopted_before/baselines", [adoption.before({"at": "tip", "digest": "sha256:other"})])
	count(reasons) == 1 with input as adoption.renewed({}, [on_the_tip])
}

test_where_nothing_is_compared_it_stands_as_it_is if {
	reasons == set() with input as adoption.renewed({"renews": null}, [fixture.put("/base", null)])
}

test_with_the_change_that_it_lets_in if {
	change := fixture.put("/changes/0", fixture.change("system_prompt", "p.md"))
	reasons == set() with input as adoption.adopted([adoption.first, change])
	reasons == {"the same change alters what it lets in, and nobody is asked to approve it: have the baseline merged first"} with input as adoption.adopted([adoption.first, change, nothing])
	moved := fixture.put("/changes/0", object.union(fixture.change("system_prompt", "p.md"), {"change": "relocated"}))
	reasons == set() with input as adoption.adopted([adoption.first, moved, nothing])
	other := fixture.put("/changes/0", object.union(fixture.change("system_prompt", "p.md"), {"model": "other"}))
	reasons == set() with input as adoption.adopted([adoption.first, other, nothing])
	reasons == set() with input as adoption.adopted([change, nothing])
}

test_approved_by_who_answers_for_the_change if {
	change := fixture.put("/changes/0", fixture.change("system_prompt", "p.md"))
	answers := fixture.put("/models/m/approvers/answers", {"deployment-layer-change": ["safety@acme.example"]})
	reasons == {"it is not approved: none of safety@acme.example, who answer for deployment-layer-change, has approved it"} with input as adoption.adopted([adoption.first, change, answers])
	reasons == set() with input as adoption.adopted([adoption.first, answers])
	reasons == set() with input as adoption.adopted([change, answers])
}

test_unapproved if {
	case := adoption.adopted([fixture.put("/models/m/evidence/baseline/approval/counted", [])])
	reasons == {"it is not approved: it takes 1 of risk@acme.example, safety@acme.example, and nobody has approved it"} with input as case
	reasons == set() with input as adoption.adopted([nothing, fixture.put("/models/m/evidence/baseline/approval/counted", [])])
}

withdrawal := {
	"at": "head",
	"path": "evidence/m/withdrawals/w.yaml",
	"line": 9,
	"end_line": 9,
	"withdraws": "baseline",
	"state": fixture.head,
	"withdrawn_at": "2026-11-10T00:00:00Z",
	"withdrawn_by": "risk@acme.example",
	"here": true,
}

test_withdrawn if {
	at := "/models/m/evidence/withdrawals/0"
	reasons == {"it was withdrawn on 2026-11-10T00:00:00Z by risk@acme.example (evidence/m/withdrawals/w.yaml)"} with input as adoption.adopted([fixture.put(at, withdrawal)])
	reasons == set() with input as adoption.adopted([fixture.put(at, object.union(withdrawal, {"withdrawn_at": "2026-11-09T00:00:00Z"}))])
	reasons == set() with input as adoption.adopted([fixture.put(at, object.union(withdrawal, {"withdraws": "disposition"}))])
}

test_the_verdict if {
	result := tunegate.result with input as adoption.adopted([])
	result.verdict == "not-reviewed"
	result.deny == set()
	{[f.rule, object.get(f, "set_aside", null)] | some f in result.warn} == {
		["artefact-missing", "the baseline until 2027-05-01"],
		["model-not-reviewed", null],
	}
}

test_a_finding_about_the_pack_does_not_block if {
	artefact := object.union(fixture.artefact("training-run"), {"made_for": fixture.stale({"training_data": ["k"]})})
	result := tunegate.result with input as adoption.adopted([fixture.put("/models/m/evidence/artefacts/training-run", artefact)])
	result.verdict == "not-reviewed"
	"artefact-stale" in {f.rule | some f in result.warn; f.set_aside}
}

test_a_finding_about_a_surface_does if {
	result := tunegate.result with input as adoption.adopted([fixture.put("/models/m/state/surfaces/base_model/elements", 0)])
	{f.rule | some f in result.deny} == {"surface-empty"}
}

test_a_change_of_a_file_that_is_in_the_pack_too_does if {
	change := object.union(fixture.change("system_prompt", "p.md"), {"path": "evidence/m/training-run.yaml"})
	result := tunegate.result with input as adoption.changed([
		fixture.put("/models/m/evidence/artefacts/training-run", fixture.artefact("training-run")),
		fixture.put("/changes", [change]),
	])
	{f.rule | some f in result.deny} == {"reassessment-required", "baseline-stale"}
}

test_what_was_left_out_is_asked_for_with_a_pack if {
	lists := {"at": "head", "unlisted_exclusions": [{"path": "x", "key": null, "rule": null, "line": 1, "end_line": 1, "other_version": false}]}
	unselected := object.union(fixture.verified([]).unselected, object.remove(lists, ["at"]))
	verified := json.patch(fixture.verified([]), [
		fixture.put("/models", adoption.adopted([]).models),
		fixture.put("/unselected", unselected),
	])
	result := tunegate.result with input as verified
	result.verdict == "not-reviewed"
	"coverage-outdated" in {f.rule | some f in result.warn; f.set_aside == "the baseline until 2027-05-01"}
	reviewed := tunegate.result with input as json.patch(fixture.verified([]), [fixture.put("/unselected", unselected)])
	{f.rule | some f in reviewed.deny} == {"coverage-outdated"}
}

test_the_owner_answers_every_trigger if {
	case := adoption.changed([])
	{[t.owner, t.answered_by] | some t in tunegate.triggers} == {["ml@acme.example", null]} with input as case
	result := tunegate.result with input as case
	{f.rule | some f in result.deny} == {"reassessment-required", "baseline-stale"}
	every trigger, surface in {"deployment-layer-change": "system_prompt", "base-model-change": "base_model"} {
		determined := adoption.adopted([
			fixture.put("/changes/0", fixture.change(surface, "p.md")),
			fixture.put("/models/m/evidence/baseline/made_for", fixture.stale({surface: ["p.md"]})),
			fixture.put("/models/m/evidence/determinations/0", object.union(adoption.determination, {"document": {"trigger": trigger}})),
		])
		answered := tunegate.result with input as determined
		answered.verdict == "not-reviewed"
		{t.answered_by | some t in answered.triggers} == {"determination"}
	}
}

test_a_determination_keeps_the_baseline if {
	other := object.union(adoption.determination, {"document": {"disposition": "sha256:disposition"}})
	result := tunegate.result with input as adoption.changed([fixture.put("/models/m/evidence/determinations/0", other)])
	{f.msg | some f in result.warn; f.rule == "determination-rejected"} == {concat("", [
		"the determination on deployment-layer-change does not count: it keeps the baseline sha256:disposition, and the one in force is ",
		"sha256:baseline; have the owner decide on this change: 'tunegate evidence new determination'",
	])}
	early := object.union(adoption.determination, {"document": {"determined_at": "2026-11-09T00:00:00Z"}})
	said := tunegate.result with input as adoption.changed([fixture.put("/models/m/evidence/determinations/0", early)])
	{f.msg | some f in said.warn; f.rule == "determination-rejected"} == {"the determination on deployment-layer-change does not count: it was made before the baseline (2026-11-10T00:00:00Z)"}
}

test_the_change_that_a_baseline_comes_with if {
	case := adoption.adopted([adoption.first, fixture.put("/changes/0", fixture.change("system_prompt", "p.md"))])
	{t.answered_by | some t in tunegate.triggers} == {"baseline"} with input as case
}

test_gone if {
	case := adoption.adopted([fixture.put("/models/m/evidence/baseline", null)])
	baselines.gone == {["m", adoption.before({})]} with input as case
	baselines.gone == set() with input as adoption.adopted([])
	on_the_tip := fixture.put("/models/m/evidence/adopted_before/baselines", [adoption.before({"at": "tip"})])
	baselines.gone == set() with input as json.patch(case, [on_the_tip])
	baselines.gone == set() with input as json.patch(case, [fixture.put("/models/m/evidence/disposition", fixture.disposition)])
}
