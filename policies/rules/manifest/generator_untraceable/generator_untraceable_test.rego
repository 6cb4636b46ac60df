package tunegate.rules.generator_untraceable_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

generated(revision, seeds) := provenance.gaps([fixture.put("/legal_basis/generator", {"model": {"id": "g", "revision": revision}, "seeded_from": seeds})])

test_generator if {
	generated("2026-10-01", []) == set()
	generated("latest", []) == {"the revision latest of the generator moves"}
	generated("Main", []) == {"the revision Main of the generator moves"}
	generated("2026-10-01", ["none"]) == {"the data were seeded from none, which is no source of the manifest"}
	generated("2026-10-01", ["s"]) == {"the data were seeded from themselves"}
}

test_another_source if {
	seeded := fixture.put("/legal_basis/generator", {"model": {"id": "g", "revision": "1"}, "seeded_from": ["s"]})
	provenance.found == set() with input as provenance.second([seeded, fixture.put("/id", "t")])
}
