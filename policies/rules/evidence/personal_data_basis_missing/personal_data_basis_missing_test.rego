package tunegate.rules.personal_data_basis_missing_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

personal := "/legal_basis/personal_data"

test_personal_data if {
	basis := "personal data needs a basis under GDPR Article 6"
	purpose := "personal data needs a documented purpose"
	condition := "special categories need a condition under GDPR Article 9"
	provenance.gaps([system, fixture.put(personal, {"contains": "personal"})]) == {basis, purpose}
	provenance.gaps([system, fixture.put(personal, {"contains": "personal", "article6_basis": "contract"})]) == {purpose}
	complete := {"contains": "special-categories", "article6_basis": "contract", "purpose": "p"}
	provenance.gaps([system, fixture.put(personal, complete)]) == {condition}
	provenance.gaps([system, fixture.put(personal, object.union(complete, {"article9_condition": "public-health"}))]) == set()
	provenance.gaps([system, fixture.put(personal, {"contains": "personal", "article6_basis": "contract", "purpose": "p"})]) == set()
}

system := fixture.put("/legal_basis/internal_system", {"name": "n"})

based(stated, others) := provenance.gaps(array.concat([system, fixture.put(personal, object.union({"contains": "personal", "purpose": "p"}, stated))], others))

test_what_a_basis_rests_on if {
	consent := {"the basis is consent, and there is none under 'legal_basis.consent'"}
	record := fixture.put("/legal_basis/consent", {"reference": "r"})
	based({"article6_basis": "consent"}, []) == consent
	based({"article6_basis": "consent"}, [record]) == set()
	special := {"contains": "special-categories", "article6_basis": "contract", "article9_condition": "explicit-consent"}
	based(special, []) == consent
	based(special, [record]) == set()
	balance := {"legitimate interests need an assessment that balances them"}
	based({"article6_basis": "legitimate-interests"}, []) == balance
	based({"article6_basis": "legitimate-interests", "assessment": "a"}, []) == set()
	provenance.gaps([fixture.put(personal, {"contains": "none", "article6_basis": "consent"})]) == set()
}

test_place if {
	case := json.patch(provenance.second([system, fixture.put("/legal_basis/personal_data/contains", "personal")]), [fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/lines",
		{"/sources/0/legal_basis/personal_data": [10, 11], "/sources/1/legal_basis/personal_data": [20, 21]},
	)])
	{[row.rule, row.line, row.end_line] | some row in provenance.found} == {["personal-data-basis-missing", 20, 21]} with input as case
}
