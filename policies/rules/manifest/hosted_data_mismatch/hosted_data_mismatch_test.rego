package tunegate.rules.hosted_data_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

hub(loaded, named) := {"kind": "hub", "path": "x", "digest": null, "found": null, "problem": null, "stale": [], "facts": {"loaded": loaded, "named": named}}

row(revision) := {"id": "acme/dialogues", "revision": revision, "path": "train.yaml", "line": 4}

claimed(revision) := fixture.put("/hosted_datasets", [{"id": "acme/dialogues", "revision": revision, "records": 0}])

test_unclaimed if {
	{finding.msg | some finding in provenance.found} == {"no source claims the data set acme/dialogues, which train.yaml loads"} with input as provenance.with_told([], [hub([row("")], {})])
	provenance.told([claimed("abc")], [hub([row("")], {"acme/dialogues": true})]) == set()
	provenance.told([claimed("abc")], [hub([row("abc")], {"acme/dialogues": true})]) == set()
}

test_revision if {
	provenance.told([claimed("abc")], [hub([row("def")], {"acme/dialogues": true})]) == {"acme/dialogues is claimed at abc, and train.yaml loads def"}
	provenance.told([claimed("Main")], [hub([], {"acme/dialogues": true})]) == {"acme/dialogues is claimed at Main, which moves"}
}

test_each_claim_by_its_own_id if {
	two := fixture.put("/hosted_datasets", [{"id": "acme/dialogues", "revision": "abc", "records": 0}, {"id": "acme/other", "revision": "def", "records": 0}])
	named := {"acme/dialogues": true, "acme/other": true}
	provenance.told([two], [hub([row("abc")], named)]) == set()
	provenance.told([two], [hub([row("def")], named)]) == {"acme/dialogues is claimed at abc, and train.yaml loads def"}
}

test_what_other_sources_say_of_hubs if {
	other := object.union(hub([row("def")], {"acme/dialogues": false}), {"kind": "records"})
	provenance.told([claimed("abc")], [other]) == set()
	provenance.told([], [other]) == set()
}

test_claims_of_another_model if {
	case := provenance.with_told([claimed("abc")], [hub([row("abc")], {"acme/dialogues": true})])
	two := json.patch(case, [
		fixture.put("/models/n", case.models.m),
		fixture.put("/models/n/evidence/artefacts/training-data-manifest/document/sources/0/hosted_datasets", []),
	])
	{[finding.model, finding.msg] | some finding in provenance.found} == {["n", "no source claims the data set acme/dialogues, which train.yaml loads"]} with input as two
}

test_unused if provenance.told([claimed("abc")], [hub([], {"acme/dialogues": false})]) == {"no configuration names acme/dialogues, which the source claims"}

test_a_stale_manifest_says_enough if {
	case := json.patch(provenance.with_told([claimed("abc")], [hub([row("def")], {"acme/dialogues": false})]), [fixture.put("/models/m/evidence/artefacts/training-data-manifest/made_for/changed", {"training_data": {"count": 1, "keys": []}})])
	provenance.found == set() with input as case
}
