package tunegate.rules.origin_evidence_missing_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

test_finding if {
	provenance.found == {provenance.finding("origin-evidence-missing", "the origin vendor needs a contract")} with input as provenance.second([fixture.put("/origin", "vendor")])
}

test_origin if {
	every row in [["vendor", "contract"], ["synthetic", "generator"]] {
		provenance.gaps([fixture.put("/origin", row[0])]) == {sprintf("the origin %s needs a %s", row)}
		provenance.gaps([fixture.put("/origin", row[0]), fixture.put(concat("/", ["/legal_basis", row[1]]), object.union({"reference": "r"}, {"model": {"revision": "1"}, "seeded_from": []}))]) == set()
	}
	submitted := fixture.put("/origin", "customer-submission")
	provenance.gaps([submitted]) == {"the origin customer-submission needs a consent or a contract"}
	provenance.gaps([submitted, fixture.put("/legal_basis/consent", {"reference": "r"})]) == set()
	provenance.gaps([submitted, fixture.put("/legal_basis/contract", {"reference": "r"})]) == set()
	corpus := fixture.put("/corpus", {"id": "a/b", "revision": "1.0", "licence": "MIT"})
	provenance.gaps([fixture.put("/origin", "public-corpus")]) == {"the origin public-corpus needs a corpus, with its id, revision, licence and card"}
	provenance.gaps([fixture.put("/origin", "public-corpus"), corpus]) == set()
	held := fixture.put("/legal_basis/personal_data", {"contains": "personal", "article6_basis": "contract", "purpose": "p"})
	provenance.gaps([held]) == {"the origin internal needs an internal_system, with its owner and the purpose that the data was collected for"}
	provenance.gaps([held, fixture.put("/legal_basis/internal_system", {"name": "n"})]) == set()
}

test_place if {
	case := json.patch(provenance.second([fixture.put("/origin", "vendor")]), [fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/lines",
		{"/sources/0/legal_basis": [10, 11], "/sources/1/legal_basis": [20, 21]},
	)])
	{[row.rule, row.line, row.end_line] | some row in provenance.found} == {["origin-evidence-missing", 20, 21]} with input as case
}
