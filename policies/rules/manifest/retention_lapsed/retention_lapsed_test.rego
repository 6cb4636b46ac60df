package tunegate.rules.retention_lapsed_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

test_until if {
	provenance.gaps([fixture.put("/retention/retention_until", "2020-06-30")]) == {"the data were to be deleted on 2020-06-30"}
	provenance.gaps([fixture.put("/retention/retention_until", substring(fixture.case.now, 0, 10))]) == set()
	provenance.gaps([fixture.put("/retention/retention_until", "2099-01-01")]) == set()
}

test_period if {
	said := {"the data are to be kept for no time at all"}
	provenance.gaps([fixture.put("/retention/retention_period", "P0D")]) == said
	provenance.gaps([fixture.put("/retention/retention_period", "P0Y00M0D")]) == said
	provenance.gaps([fixture.put("/retention/retention_period", "P0Y1D")]) == set()
	provenance.gaps([fixture.put("/retention/retention_period", "P10Y")]) == set()
}
