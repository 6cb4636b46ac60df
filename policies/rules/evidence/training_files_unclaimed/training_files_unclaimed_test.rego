package tunegate.rules.training_files_unclaimed_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.training_files_unclaimed as rule
import rego.v1

files := [{"path": "d/a.jsonl", "digest": "sha256:a"}, {"path": "d/b.jsonl", "digest": "sha256:b"}]

claimed(sources) := fixture.patched([
	fixture.put("/models/m/reviewed/training_files", files),
	fixture.put("/models/m/evidence/artefacts/training-data-manifest/document/sources", [{"files": rows} | some rows in sources]),
])

messages(sources) := found if {
	changed := claimed(sources)
	found := {row.msg | some row in rule.deny} with input as changed
}

test_in_order if rule.deny == set() with input as fixture.case

test_lockstep if messages([[files[0]], [files[1]]]) == set()

test_unclaimed if messages([[files[0]]]) == {"no source of the manifest claims d/b.jsonl"}

test_nothing_there if {
	gone := {"path": "d/c.jsonl", "digest": "sha256:c"}
	messages([files, [gone]]) == {"d/c.jsonl is no training file of this state"}
}

test_another_digest if {
	changed := {"path": "d/b.jsonl", "digest": "sha256:x"}
	messages([[files[0], changed]]) == {"d/b.jsonl has another digest now"}
}

test_claimed_twice if {
	messages([files, [files[1]]]) == {"d/b.jsonl is claimed by another source, too"}
}

test_a_stale_manifest_is_another_rules_business if {
	rule.deny == set() with input as json.patch(claimed([[]]), [fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/made_for",
		fixture.stale({"training_data": ["d/a.jsonl"]}),
	)])
}
