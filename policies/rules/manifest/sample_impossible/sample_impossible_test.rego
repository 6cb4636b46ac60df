package tunegate.rules.sample_impossible_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

test_samples if {
	agreement := "/quality_controls/inter_rater_agreement"
	provenance.gaps([fixture.put(agreement, {"measured": true, "value": 0.9, "sample_size": 10})]) == set()
	provenance.gaps([fixture.put(agreement, {"measured": true, "value": 0.9, "sample_size": 11})]) == {"11 records in the sample, and the source has 10"}
	provenance.gaps([fixture.put("/inspection", {"sample_size": 87000, "findings": []})]) == {"87000 records in the sample, and the source has 10"}
	hosted := fixture.put("/hosted_datasets", [{"id": "a/b", "records": 1}])
	provenance.gaps([hosted, fixture.put("/inspection", {"sample_size": 11, "findings": []})]) == set()
}

test_findings if {
	provenance.gaps([fixture.put("/inspection", {"sample_size": 3, "findings": [{"records": 3}, {"records": 4, "sample_size": 8}]})]) == set()
	provenance.gaps([fixture.put("/inspection", {"sample_size": 3, "findings": [{"records": 4}]})]) == {"the finding concerns 4 records of a sample of 3"}
	provenance.gaps([fixture.put("/inspection", {"sample_size": 9, "findings": [{"records": 4, "sample_size": 2}]})]) == {"the finding concerns 4 records of a sample of 2"}
}
