# The model of the fixture without a disposition, let in by a baseline.
package tunegate.lib.baselines_fixture_test

import data.tunegate.lib.fixture_test as fixture
import rego.v1

path := "/models/m/evidence/baseline"

baseline := {
	"path": "evidence/m/baseline.yaml",
	"digest": "sha256:baseline",
	"content": "sha256:baseline and what it names",
	"document": {
		"model": "m",
		"state": fixture.head,
		"owner": "ml@acme.example",
		"adopted_at": "2026-11-10T00:00:00Z",
		"since": "2026-11-10T00:00:00Z",
		"expires": "2027-05-01",
		"renews": null,
		"reason": "it ran before",
	},
	"lines": fixture.lines,
	"dates": {},
	"files": {},
	"commits": {},
	"controls": [],
	"revised": true,
	"made_for": fixture.made_for,
	"approval": fixture.approval,
}

# what the base has, of which some facts are others
before(changed) := object.union(
	{
		"at": "base",
		"path": "evidence/m/baseline.yaml",
		"digest": "sha256:baseline",
		"adopted_at": "2026-11-10T00:00:00Z",
		"since": "2026-11-10T00:00:00Z",
		"expires": "2027-05-01",
	},
	changed,
)

adopted(patches) := fixture.patched(array.concat(
	[
		fixture.put("/models/m/evidence/disposition", null),
		fixture.put("/models/m/evidence/artefacts", {}),
		fixture.put(path, baseline),
		fixture.put("/models/m/evidence/adopted_before", {"baselines": [before({})], "decided": []}),
	],
	patches,
))

said(key, value) := fixture.put(sprintf("%s/document/%s", [path, key]), value)

# the base has none
first := fixture.put("/models/m/evidence/adopted_before/baselines", [])

# this change brings one that renews the base's, of which some keys are others
renewed(changed, patches) := adopted(array.concat(
	[
		fixture.put(sprintf("%s/digest", [path]), "sha256:renewed"),
		fixture.put(sprintf("%s/document", [path]), object.union(
			baseline.document,
			object.union({"adopted_at": "2026-11-20T00:00:00Z", "renews": "sha256:baseline"}, changed),
		)),
	],
	patches,
))

# it was made for another state, from which the system prompt differs
changed(patches) := adopted(array.concat(
	[
		fixture.put(sprintf("%s/made_for", [path]), fixture.stale({"system_prompt": ["p.md"]})),
		fixture.put("/changes/0", fixture.change("system_prompt", "p.md")),
	],
	patches,
))

determination := object.union(fixture.determination, {"document": {
	"disposition": "sha256:baseline",
	"owner": "ml@acme.example",
}})
