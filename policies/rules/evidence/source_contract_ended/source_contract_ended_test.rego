package tunegate.rules.source_contract_ended_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

test_ends if {
	provenance.gaps([fixture.put("/legal_basis/contract", {"permits_training": true, "ends": "2026-11-23"})]) == set()
	provenance.gaps([fixture.put("/legal_basis/contract", {"ends": "2026-11-22"})]) == {"the contract ended on 2026-11-22"}
}

test_place if {
	case := json.patch(provenance.second([fixture.put("/legal_basis/contract", {"ends": "2026-11-22"})]), [fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/lines",
		{"/sources/0/legal_basis/contract/ends": [10, 11], "/sources/1/legal_basis/contract/ends": [20, 21]},
	)])
	{[row.rule, row.line, row.end_line] | some row in provenance.found} == {["source-contract-ended", 20, 21]} with input as case
}
