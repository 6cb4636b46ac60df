# Base-model evidence that accounts for what the fine-tune takes over, of which some values are others.
package tunegate.lib.inherited_fixture_test

import data.tunegate.lib.fixture_test as fixture
import rego.v1

property := {"claim": "c", "document": "model-card"}

document := {
	"base_model": {"id": "acme/Base-3.1-8B", "revision": "5206a32e0bd3067aef1ce90f5528ade7d866253f"},
	"documents": [
		{"kind": "model-card", "available": true, "digest": "sha256:card", "covers": "Base 3.1 8B"},
		{"kind": "system-card", "available": false},
	],
	"inherited_properties": {
		"harm-training": property,
		"refusal-patterns": {"tests": ["suite"]},
		"architecture": property,
		"training-data-exclusions": property,
	},
	"targeted_properties": ["refusal-patterns"],
	"caveat": {"text": "t", "checked_by": ["attacks", "OUT-1"]},
}

evidence(patches) := fixture.patched(array.concat(
	[
		fixture.put("/models/m/evidence/artefacts/base-model-evidence/document", document),
		fixture.put("/models/m/evidence/artefacts/evaluation-results/document/safety_suites", [{"name": "suite"}]),
		fixture.put("/models/m/evidence/artefacts/evaluation-results/document/task_evaluations", [{"name": "task"}]),
		fixture.put("/models/m/evidence/artefacts/evaluation-results/document/adversarial_tests", [{"name": "attacks"}]),
		fixture.put("/models/m/evidence/artefacts/red-team-report/document/in_scope_patterns", [{"id": "IN-1"}]),
		fixture.put("/models/m/evidence/artefacts/red-team-report/document/out_of_scope_patterns", [{"id": "OUT-1"}]),
	],
	patches,
))

put(path, value) := fixture.put(concat("", ["/models/m/evidence/artefacts/base-model-evidence/document", path]), value)

cut(path) := fixture.cut(concat("", ["/models/m/evidence/artefacts/base-model-evidence/document", path]))

older(revised) := [
	fixture.put("/models/m/evidence/older_form", true),
	fixture.put("/models/m/evidence/artefacts/base-model-evidence/revised", revised),
]

finding(rule, msg) := {
	"rule": rule,
	"model": "m",
	"path": "evidence/m/base-model-evidence.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}
