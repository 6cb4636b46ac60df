package tunegate.rules.base_model_document_missing_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.base_model_document_missing as rule
import rego.v1

all := {"model-card", "system-card", "training-data-statement", "alignment-report"}

attached(kinds) := fixture.patched([fixture.put(
	"/models/m/evidence/artefacts/base-model-evidence/document/documents",
	[{"kind": kind} | some kind in kinds],
)])

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as attached(all)
}

test_missing if {
	every kind in all {
		rule.deny == {{
			"rule": "base-model-document-missing",
			"model": "m",
			"path": "evidence/m/base-model-evidence.yaml",
			"line": 1,
			"end_line": 1,
			"msg": sprintf("the base-model evidence says nothing of a %s", [kind]),
		}} with input as attached(all - {kind})
	}
}
