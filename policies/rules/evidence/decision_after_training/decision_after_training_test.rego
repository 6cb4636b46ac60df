package tunegate.rules.decision_after_training_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.decision_after_training as rule
import rego.v1

decided(moment) := fixture.patched([
	fixture.put("/models/m/evidence/artefacts/training-run/document/started_at", "2026-10-20T00:00:00Z"),
	fixture.put("/models/m/evidence/artefacts/decision-record/document/decided_at", moment),
])

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as decided("2026-10-20T00:00:00Z")
}

test_decided_afterwards if {
	rule.deny == {{
		"rule": "decision-after-training",
		"model": "m",
		"path": "evidence/m/decision-record.yaml",
		"line": 5,
		"end_line": 5,
		"msg": "the decision was made at 2026-10-20T00:00:01Z, and the training run started at 2026-10-20T00:00:00Z",
	}} with input as decided("2026-10-20T00:00:01Z")
}
