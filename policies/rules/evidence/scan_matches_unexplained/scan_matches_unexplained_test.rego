package tunegate.rules.scan_matches_unexplained_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

test_scan if {
	said := {"the scan has 4 matches, and what became of 3 is said"}
	provenance.gaps([fixture.put("/sensitivity_scan/matches", 4)]) == said
	provenance.gaps([fixture.put("/sensitivity_scan", {"matches": 0, "matches_disposition": []})]) == set()
}

test_place if {
	case := json.patch(provenance.second([fixture.put("/sensitivity_scan/matches", 4)]), [fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/lines",
		{"/sources/0/sensitivity_scan/matches": [10, 11], "/sources/1/sensitivity_scan/matches": [20, 21]},
	)])
	{[row.rule, row.line, row.end_line] | some row in provenance.found} == {["scan-matches-unexplained", 20, 21]} with input as case
}
