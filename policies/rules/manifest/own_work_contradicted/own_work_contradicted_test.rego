package tunegate.rules.own_work_contradicted_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

own(origin) := provenance.gaps([
	fixture.put("/origin", origin),
	fixture.put("/corpus", {"id": "a/b", "revision": "1.0", "licence": "MIT"}),
	fixture.put("/legal_basis/contract", {"permits_training": true}),
	fixture.put("/legal_basis/generator", {"model": {"id": "a/b", "revision": "1.0"}, "terms": {"permits_training": true}, "seeded_from": []}),
	fixture.put("/legal_basis/copyright", {"status": "original-creation", "original_creation": {"statement": "ours"}}),
])

test_origins if {
	every origin in ["public-corpus", "vendor", "customer-submission", "synthetic"] {
		own(origin) == {sprintf("the origin is %s, so the content is nobody's own work here", [origin])}
	}
	own("internal") == set()
}
