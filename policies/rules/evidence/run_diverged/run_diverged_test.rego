package tunegate.rules.run_diverged_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.run_diverged as rule
import rego.v1

log(count) := object.union(derived.named, {"facts": {"finished": true, "not_numbers": count}, "notes": [{"msg": "the loss at step 3 is not a number", "line": 37, "remedy": "r", "pointer": null}]})

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as derived.with_sources([log(0)], [], [])
	rule.deny == set() with input as derived.with_sources([derived.named], [], [])
}

test_diverged if {
	case := derived.with_sources([log(2)], [], [fixture.put(sprintf("%s/lines/~1output", [derived.run]), [50, 53])])
	rule.deny == {object.union(
		derived.at("run-diverged", 50, 53, "out/trainer_state.json (trainer-state) has 2 losses or metrics that are not numbers"),
		{"related": [{"path": "out/trainer_state.json", "line": 37, "end_line": 37, "message": "the loss at step 3 is not a number"}]},
	)} with input as case
}

test_of_another_document if {
	case := json.patch(derived.with_sources([], [], []), [fixture.put("/models/m/evidence/artefacts/red-team-report/derived", {"sources": [log(2)], "values": [], "counts": {}, "dropped": []})])
	rule.deny == set() with input as case
}
