# A decision record in which everything is in order, of which some values are others.
package tunegate.lib.decision_fixture_test

import data.tunegate.lib.fixture_test as fixture
import rego.v1

document := {
	"decision": "fine-tune",
	"behaviour_change_needed": true,
	"knowledge_access_needed": false,
	"alternatives": [{"option": "retrieval"}, {"option": "in-context-learning"}],
	"security": {"per_request_control": "a", "audit_trail": "b", "update_and_deletion": "c"},
	"lifecycle": {"reassessments_per_year": 2},
}

record(changed) := fixture.patched([fixture.put(
	"/models/m/evidence/artefacts/decision-record/document",
	object.union(document, changed),
)])

put(path, value) := fixture.put(concat("", ["/models/m/evidence/artefacts/decision-record/document", path]), value)

cut(path) := fixture.cut(concat("", ["/models/m/evidence/artefacts/decision-record/document", path]))

older(revised) := [
	fixture.put("/models/m/evidence/older_form", true),
	fixture.put("/models/m/evidence/artefacts/decision-record/revised", revised),
]

finding(rule, msg) := {
	"rule": rule,
	"model": "m",
	"path": "evidence/m/decision-record.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}
