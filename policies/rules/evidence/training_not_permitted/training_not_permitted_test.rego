package tunegate.rules.training_not_permitted_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

test_terms if {
	provenance.gaps([fixture.put("/legal_basis/contract", {"permits_training": false})]) == {"the contract does not permit training"}
	provenance.gaps([fixture.put("/legal_basis/contract", {"permits_training": true, "ends": "2026-11-23"})]) == set()
	terms := {"terms": {"permits_training": false}}
	provenance.gaps([fixture.put("/legal_basis/generator", terms)]) == {"the generator's terms do not permit training"}
	provenance.gaps([fixture.put("/legal_basis/generator", {"terms": {"permits_training": true}})]) == set()
}

test_place_of_the_terms if {
	case := json.patch(provenance.second([fixture.put("/legal_basis/generator", {"terms": {"permits_training": false}})]), [fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/lines",
		{"/sources/1/legal_basis/generator/terms/permits_training": [30, 30]},
	)])
	{row.line | some row in provenance.found} == {30} with input as case
}

test_place if {
	case := json.patch(provenance.second([fixture.put("/legal_basis/contract", {"permits_training": false})]), [fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/lines",
		{"/sources/0/legal_basis/contract/permits_training": [10, 11], "/sources/1/legal_basis/contract/permits_training": [20, 21]},
	)])
	{[row.rule, row.line, row.end_line] | some row in provenance.found} == {["training-not-permitted", 20, 21]} with input as case
}
