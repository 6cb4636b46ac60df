# A case in which everything is in order; the tests change one thing at a time with json.patch.
package tunegate.lib.fixture_test

import data.tunegate.lib.coverage_fixture_test as coverage
import rego.v1

head := "sha256:1111111111111111111111111111111111111111111111111111111111111111"

other := "sha256:2222222222222222222222222222222222222222222222222222222222222222"

surfaces := [
	"training_data",
	"training_recipe",
	"base_model",
	"fine_tuned_model",
	"system_prompt",
	"output_filter",
	"scope_enforcement",
]

kinds := [
	"training-data-manifest",
	"training-run",
	"evaluation-results",
	"alignment-regression",
	"overhang-statement",
	"red-team-report",
	"base-model-evidence",
	"decision-record",
]

made_for := {
	"digest": head,
	"form": 2,
	"state": head,
	"known": true,
	"problem": null,
	"comparable": true,
	"migrate_with": null,
	"changed": {},
}

lines := {
	"": [1, 99],
	"/model": [2, 2],
	"/state": [3, 3],
	"/decision": [4, 4],
	"/decided_at": [5, 5],
	"/prepared_at": [5, 5],
	"/expires": [6, 6],
	"/conditions/0/due": [7, 7],
	"/triggers": [8, 14],
	"/evidence": [15, 23],
	"/evidence/training-run": [17, 17],
}

# no source of a document gives anything
underived := {
	"sources": [],
	"values": [],
	"counts": {"derived": 0, "attested": 1, "unproven": 0},
	"attested": ["/seed"],
	"dropped": [],
}

# written out: on the embedded engine what an input of 'with' reads of a library is gone from the library
_inherited := ["harm-training", "refusal-patterns", "architecture", "training-data-exclusions"]

# what some kinds have to say in any case
_says := {
	"red-team-report": {"out_of_scope_patterns": [{"id": "OUT-1"}]},
	"base-model-evidence": {
		"inherited_properties": {property: {"tests": ["OUT-1"]} | some property in _inherited},
		"targeted_properties": _inherited,
		"caveat": {"text": "t", "checked_by": ["OUT-1"]},
	},
	"decision-record": {
		"security": {"per_request_control": "a", "audit_trail": "b", "update_and_deletion": "c"},
		"lifecycle": {"reassessments_per_year": 2},
	},
}

artefact(kind) := {
	"path": sprintf("evidence/m/%s.yaml", [kind]),
	"digest": sprintf("sha256:%s", [kind]),
	"content": sprintf("sha256:%s and what it names", [kind]),
	"document": object.union({"model": "m", "state": head, "prepared_at": "2026-11-01T00:00:00Z"}, object.get(_says, kind, {})),
	"lines": lines,
	"dates": {},
	"files": {},
	"commits": {},
	"controls": [],
	"revised": true,
	"made_for": made_for,
	"derived": underived,
}

disposition := {
	"path": "evidence/m/disposition.yaml",
	"digest": "sha256:disposition",
	"content": "sha256:disposition and what it names",
	"document": {
		"model": "m",
		"state": head,
		"decision": "proceed",
		"decided_at": "2026-11-02T00:00:00Z",
		"expires": "2027-05-01",
		"conditions": [{"id": "C-1", "text": "t", "owner": "ops@acme.example", "due": "2027-01-01"}],
		"triggers": {
			"re-fine-tuning": {"owner": "ml@acme.example"},
			"base-model-change": {"owner": "ml@acme.example"},
			"deployment-layer-change": {"owner": "safety@acme.example"},
		},
		"evidence": {kind: sprintf("sha256:%s", [kind]) | some kind in kinds},
		"coverage": {"uncovered": head, "excluded": head},
	},
	"lines": lines,
	"dates": {},
	"files": {},
	"commits": {},
	"controls": [],
	"revised": true,
	"made_for": made_for,
	"approval": approval,
}

approvers := {
	"quorum": 1,
	"principals": ["risk@acme.example", "safety@acme.example"],
	"answers": {},
	"methods": ["ssh"],
	"author_may_be_only_approver": false,
	"reviews_asked": false,
}

approved_by(principal) := {
	"principal": principal,
	"approvals": [{"method": "ssh", "by": "SHA256:k"}],
	"is_author": false,
}

approval := {
	"path": "x.yaml.sig",
	"present": true,
	"verified": [],
	"rejected": [],
	"kept": [],
	"older": [],
	"counted": [approved_by("risk@acme.example")],
	"uncounted": [],
}

model := {
	"config": {"path": "tunegate.yaml", "line": 3, "end_line": 9},
	"status": "present",
	"state": {"digest": head, "form": 2, "surfaces": {surface: {"digest": head, "elements": 1} | some surface in surfaces}},
	"unmatched": [],
	"floating": [],
	"shadowed": [],
	"references": [],
	"approvers": approvers,
	"reviewed": {
		"training_files": [],
		"controls": {"system_prompt": ["p.md"], "output_filter": ["g.yml", "g.yml#/rails/0"], "scope_enforcement": []},
		"reads": [],
		"base_model": ["acme/base", "r1"],
		"fine_tuned_model": ["acme/tuned:1"],
		"deployed": [],
	},
	"evidence": {
		"path": "evidence/m",
		"older_form": false,
		"stated": {"overhang": null, "regressions": null},
		"artefacts": {kind: artefact(kind) | some kind in kinds},
		"disposition": disposition,
		"baseline": null,
		"adopted_before": {"baselines": [], "decided": ["base"]},
		"determinations": [],
		"earlier": [],
		"withdrawals": [],
		"holds": [],
		"drift": null,
		"decided_before": null,
		"trained_until": "2026-10-20T00:00:00Z",
		"recorded_before": [],
		"tested_before": null,
		"regressed_before": null,
		"test_sets": [],
		"brought": [],
		"before": {},
	},
}

case := {
	"schema": "tunegate/case/v1",
	"now": "2026-11-23T12:00:00Z",
	"mode": "check",
	"enforcement": {"configured": "enforce", "asked": null},
	"event": "local",
	"base": "b",
	"head": "h",
	"comparison": {"first": false, "note": null, "unmerged": null},
	"settings": {
		"drift_margin": 0.05,
		"drift_alpha": 0.05,
		"waiver_max_days": 90,
		"determinations_allowed": ["deployment-layer-change", "control-plane-change"],
		"disposition_max_days": 365,
		"determination_max_days": 180,
		"thresholds": {"inter_rater_agreement": 0.61, "adversarial_success": 0.2, "evaluation_loss": 0.05},
	},
	"adjustments": [],
	"waivers": [],
	"control_plane": {
		"path": "tunegate.yaml",
		"introduced": false,
		"outdated": [],
		"owner": "risk@acme.example",
		"approvers": approvers,
		"state": head,
		"base_state": other,
		"determinations": [],
		"earlier": [],
		"withdrawals": [],
	},
	"verification": null,
	"models": {"m": model},
	"uncovered": [],
	"unjudged": [],
	"unselected": null,
	"changes": [],
}

# the same commit, verified, with some keys others
verified(patches) := patched(array.concat(
	[
		put("/mode", "verify"),
		put("/unselected", coverage.at_commit({})),
		put("/base", null),
		put("/verification", {
			"trusted": {
				"name": "main",
				"commit": "b",
				"reachable": true,
				"models": {"m": {"watched": true, "disposition": null}},
			},
			"states": {},
		}),
	],
	patches,
))

change(surface, key) := {
	"model": "m",
	"surface": surface,
	"change": "modified",
	"key": key,
	"old": "a",
	"new": "b",
	"path": "f.yaml",
	"line": 4,
	"end_line": 5,
	"base_path": "f.yaml",
	"base_line": 4,
	"detail": null,
}

control_change := object.union(change("control_plane", "tunegate.yaml#/settings/drift_margin"), {"model": "control-plane"})

# the document was made for another state, from which these surfaces differ
stale(changed) := object.union(made_for, {
	"digest": other,
	"state": other,
	"changed": {surface: {"count": count(keys), "keys": keys} | some surface, keys in changed},
})

# nothing tells what the document was made for
unknown := object.union(stale({"training_data": []}), {"form": null, "known": false})

# it was made for a state of a form that cannot be compared with the head's
incomparable := object.union(stale({surface: [] | some surface in surfaces}), {
	"form": 1,
	"comparable": false,
	"migrate_with": "0.1.0",
})

patched(patches) := json.patch(case, patches)

put(path, value) := {"op": "add", "path": path, "value": value}

cut(path) := {"op": "remove", "path": path}
