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

claimed(revision) := fixture.put("/hosted_datasets", [{"id": "acme/dialogues", "revision": revision, "records": 3}])

test_unclaimed if {
	{finding.msg | some finding in provenance.found} == {"no source claims the data set acme/dialogues, which train.yaml loads"} with input as provenance.with_told([], [hub([row("")], {})])
	provenance.told([claimed("abc")], [hub([row("")], {"acme/dialogues": true})]) == set()
	provenance.told([claimed("abc")], [hub([row("abc")], {"acme/dialogues": true})]) == set()
}

test_revision if {
	provenance.told([claimed("abc")], [hub([row("def")], {"acme/dialogues": true})]) == {"acme/dialogues is claimed at abc, and train.yaml loads def"}
	provenance.told([claimed("Main")], [hub([], {"acme/dialogues": true})]) == {"acme/dialogues is claimed at Main, which moves"}
}

test_unused if provenance.told([claimed("abc")], [hub([], {"acme/dialogues": false})]) == {"no configuration names acme/dialogues, which the source claims"}

test_a_stale_manifest_says_enough if {
	case := json.patch(provenance.with_told([claimed("abc")], [hub([row("def")], {"acme/dialogues": false})]), [fixture.put("/models/m/evidence/artefacts/training-data-manifest/made_for/changed", {"training_data": {"count": 1, "keys": []}})])
	provenance.found == set() with input as case
}
