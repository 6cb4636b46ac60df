package tunegate.rules.evidence_unpaired_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.evidence_unpaired as rule
import rego.v1

test_in_order if {
	rule.warn == set() with input as drifted.drift({})
	rule.warn == set() with input as drifted.drift({"kind": "clustered"})
}

test_counts_alone if {
	rule.warn == {{
		"rule": "evidence-unpaired",
		"model": "m",
		"path": "evidence/m/evaluation-results.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "fraud of acme-suite is compared by counts alone (190 of 200 refused by the base model, 191 of 200 by the fine-tune)",
	}} with input as drifted.drift({"kind": "unpaired"})
}

test_pairs_that_cannot_be_counted_again if {
	source := fixture.put("/models/m/evidence/drift/suites/0/source", "counts")
	rule.warn == {{
		"rule": "evidence-unpaired",
		"model": "m",
		"path": "evidence/m/evaluation-results.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "the pairs of acme-suite are stated, and the pack does not have the outcomes item by item to count them again",
	}} with input as json.patch(drifted.drift({}), [source])
	count(rule.warn) == 1 with input as json.patch(drifted.drift({"kind": "unpaired"}), [source])
}
