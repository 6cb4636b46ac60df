# What answers a change of the fixture's model beside a disposition: determinations, controls that documents rely on, waivers.
package tunegate.lib.fixture_test

import rego.v1

determination := {
	"path": "evidence/m/determinations/d.yaml",
	"digest": "sha256:d",
	"content": "sha256:d and what it names",
	"document": {
		"model": "m",
		"trigger": "deployment-layer-change",
		"disposition": "sha256:disposition",
		"from_state": other,
		"state": head,
		"owner": "safety@acme.example",
		"determined_at": "2026-11-20T00:00:00Z",
		"expires": "2026-12-31",
	},
	"lines": lines,
	"dates": {},
	"files": {},
	"commits": {},
	"controls": [],
	"revised": true,
	"made_for": made_for,
	"starts_from": {"digest": other, "form": 2, "state": other},
	"stood": [],
	"approval": approval,
}

control_determination := object.union(determination, {"document": {
	"model": "control-plane",
	"trigger": "control-plane-change",
	"owner": "risk@acme.example",
}})

# a control that a document relies on, of which some facts are others
control(changed) := object.union(
	{
		"pointer": "/capability_classes/0/controls/0",
		"surface": "output_filter",
		"path": "g.yml#/rails",
		"said": "sha256:g",
		"digest": "sha256:g",
		"empty": false,
		"off": [],
		"elsewhere": null,
	},
	changed,
)

# an artefact relies on one
relies(kind, changed) := patched([put(sprintf("/models/m/evidence/artefacts/%s/controls", [kind]), [control(changed)])])

# one waiver, of which some keys are others
waived(changed) := patched([put("/waivers/0", object.union(
	{
		"rule": "artefact-stale",
		"model": "m",
		"element": "evidence/m/training-run.yaml",
		"value": "sha256:training-run and what it names",
		"owner": "risk@acme.example",
		"reason": "it can wait",
		"granted": "2026-11-02",
		"expires": "2026-12-31",
		"config": "tunegate.yaml",
		"line": 8,
		"end_line": 14,
	},
	changed,
))])

# the disposition was made for another state, from which the system prompt differs, and a determination answers that
determined := patched([
	put("/models/m/evidence/disposition/document/state", other),
	put("/models/m/evidence/disposition/made_for", stale({"system_prompt": ["p.md"]})),
	put("/models/m/evidence/determinations/0", determination),
	put("/changes/0", change("system_prompt", "p.md")),
])
