package tunegate.rules.agreement_too_low_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

measured(value) := provenance.gaps([fixture.put("/quality_controls/inter_rater_agreement", {"measured": true, "value": value, "sample_size": 5})])

test_floor if {
	measured(0.61) == set()
	measured(0.6) == {"the agreement is 0.6, and at least 0.61 is asked for"}
	measured(-0.5) == {"the agreement is -0.5, and at least 0.61 is asked for"}
	measured(1) == set()
}

test_not_measured if {
	provenance.gaps([fixture.put("/quality_controls/inter_rater_agreement", {"measured": false, "value": 0.1})]) == set()
}

test_setting if {
	case := json.patch(provenance.second([fixture.put("/quality_controls/inter_rater_agreement", {"measured": true, "value": 0.7})]), [fixture.put("/settings/thresholds/inter_rater_agreement", 0.8)])
	{row.msg | some row in provenance.found} == {"source s: the agreement is 0.7, and at least 0.8 is asked for"} with input as case
}
