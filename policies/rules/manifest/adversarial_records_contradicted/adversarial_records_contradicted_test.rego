package tunegate.rules.adversarial_records_contradicted_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

file(adversarial) := {"kind": "records", "path": "a.jsonl", "digest": null, "found": "sha256:c", "problem": null, "stale": [], "facts": {"for": "s", "adversarial": adversarial}}

treated(treatment, adversarial) := provenance.told([fixture.put("/quality_controls/adversarial_examples", {"treatment": treatment})], [file(adversarial)])

test_tags if {
	treated("included", 3) == set()
	treated("none-found", 0) == set()
	every treatment in ["none-found", "filtered-out"] {
		treated(treatment, 3) == {sprintf("adversarial examples are said to be %s, and 3 records of a.jsonl are tagged as such", [treatment])}
	}
}
