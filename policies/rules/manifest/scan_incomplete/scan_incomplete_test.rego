package tunegate.rules.scan_incomplete_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

test_categories if {
	provenance.gaps([fixture.put("/sensitivity_scan/categories", ["other"])]) == {
		"the scan did not look for personal-data",
		"the scan did not look for secrets",
		"the scan did not look for restricted-classification",
		"matches of personal-data, which the scan did not look for",
	}
	provenance.gaps([fixture.put("/sensitivity_scan/categories", ["personal-data", "secrets"])]) == {"the scan did not look for restricted-classification"}
}
