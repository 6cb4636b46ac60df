package tunegate.rules.artefact_from_future_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.artefact_from_future as rule
import rego.v1

finding := {
	"rule": "artefact-from-future",
	"model": "m",
	"path": "evidence/m/training-run.yaml",
	"line": 5,
	"end_line": 5,
	"msg": "the training-run is dated 2026-11-23T12:00:01Z, and it is 2026-11-23T12:00:00Z",
}

test_in_order if rule.deny == set() with input as fixture.case

test_fires if rule.deny == {finding} with input as fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run/document/prepared_at", "2026-11-23T12:00:01Z")])

test_at_the_boundary if rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run/document/prepared_at", "2026-11-23T12:00:00Z")])

test_removed_model if {
	rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run/document/prepared_at", "2026-11-23T12:00:01Z"), fixture.put("/models/m/status", "removed")])
}

dated(moment) := fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run/dates", {"/started_at": moment})])

test_what_it_says_was_done if {
	every moment in ["2026-11-24", "2026-11-23T12:00:01Z"] {
		rule.deny == {object.union(finding, {
			"line": 1,
			"end_line": 1,
			"msg": sprintf("the training-run says %s for /started_at, and it is 2026-11-23T12:00:00Z", [moment]),
		})} with input as dated(moment)
	}
	rule.deny == set() with input as dated("2026-11-23")
	rule.deny == set() with input as dated("2026-11-23T12:00:00Z")
}
