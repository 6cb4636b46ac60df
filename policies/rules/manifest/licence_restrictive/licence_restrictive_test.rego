package tunegate.rules.licence_restrictive_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

spdx(terms) := {"kind": "spdx", "path": "m", "digest": null, "found": null, "problem": null, "stale": [], "facts": {"licences": {"/sources/0/legal_basis/copyright/licence": {"expression": "X", "problem": null, "terms": terms, "ids": []}}}}

test_terms if {
	provenance.told([], [spdx(["non-commercial", "share-alike"])]) == {"the licence X is non-commercial, share-alike"}
	provenance.told([], [spdx([])]) == set()
}
