package tunegate.rules.copyright_basis_missing_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

copyright := "/legal_basis/copyright"

test_copyright if {
	every row in [["licensed", "licence"], ["fair-use", "fair_use_analysis"], ["original-creation", "original_creation"]] {
		provenance.gaps([fixture.put(copyright, {"status": row[0]})]) == {sprintf("the status %s needs %s", row)}
		provenance.gaps([fixture.put(copyright, {"status": row[0], row[1]: "x"})]) == set()
	}
	provenance.gaps([fixture.put(copyright, {"status": "not-protected"})]) == set()
}

test_place if {
	case := json.patch(provenance.second([fixture.put("/legal_basis/copyright/status", "licensed")]), [fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/lines",
		{"/sources/0/legal_basis/copyright": [10, 11], "/sources/1/legal_basis/copyright": [20, 21]},
	)])
	{[row.rule, row.line, row.end_line] | some row in provenance.found} == {["copyright-basis-missing", 20, 21]} with input as case
}
