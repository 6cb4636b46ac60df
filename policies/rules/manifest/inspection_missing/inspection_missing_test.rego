package tunegate.rules.inspection_missing_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

personal := fixture.put("/legal_basis/personal_data", {"contains": "personal", "article6_basis": "contract", "purpose": "p"})

system := fixture.put("/legal_basis/internal_system", {"name": "n"})

days := fixture.put("/retention/deletion_days", 30)

unread := fixture.put("/inspection", {"warranted": false})

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
	provenance.gaps([unread]) == set()
	provenance.gaps([personal, system, days]) == set()
}

test_personal_data if provenance.gaps([personal, system, days, unread]) == {"the source holds personal data, and no record of it was read"}

test_customers if {
	contract := fixture.put("/legal_basis/contract", {"permits_training": true})
	from := fixture.put("/origin", "customer-submission")
	provenance.gaps([from, contract, unread]) == {"the source comes from customers, and no record of it was read"}
	provenance.gaps([from, contract, personal, days, unread]) == {"the source comes from customers, and no record of it was read"}
	provenance.gaps([from, contract]) == set()
}

test_of_an_older_form if {
	provenance.found == set() with input as provenance.older([personal, system, days, unread])
}
