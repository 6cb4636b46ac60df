package tunegate.rules.deletion_deadline_missing_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

personal(retention) := provenance.gaps([
	fixture.put("/legal_basis/personal_data", {"contains": "personal", "article6_basis": "contract", "purpose": "p"}),
	fixture.put("/legal_basis/internal_system", {"name": "n"}),
	fixture.put("/retention", object.union({"access": ["data@acme.example"]}, retention)),
])

test_deadline if {
	said := {"the source holds personal data, and nothing says within how many days a record is deleted"}
	personal({"deletion_procedure": "It is deleted."}) == said
	personal({"deletion_procedure": "Mail the desk, ticket 17."}) == said
	personal({"deletion_procedure": "It is deleted.", "deletion_days": 30}) == set()
	personal({"deletion_procedure": "Deleted within 30 days."}) == set()
	personal({"deletion_procedure": "Deleted within 5 working days."}) == set()
	personal({"deletion_procedure": "Done in a 72-hour window."}) == set()
	provenance.gaps([fixture.put("/retention/deletion_procedure", "It is deleted.")]) == set()
}
