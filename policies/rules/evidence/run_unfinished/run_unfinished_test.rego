package tunegate.rules.run_unfinished_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.run_unfinished as rule
import rego.v1

with_facts(facts) := object.union(derived.named, {"facts": facts})

stopped := with_facts({"finished": false, "step": 5, "last_step": 15, "line": 7})

ended(steps) := with_facts({"finished": true, "step": steps, "last_step": steps, "line": 7})

killed := object.union(derived.named, {"kind": "mlflow", "path": "run.json", "facts": {"finished": false, "status": "KILLED"}})

run(sources) := derived.with_sources(sources, [], [fixture.put(sprintf("%s/lines/~1output", [derived.run]), [50, 53])])

finding(msg, related) := object.union(derived.at("run-unfinished", 50, 53, msg), {"related": related})

place(path, line) := {"path": path, "line": line, "end_line": line, "message": "how far the run came"}

at_step_5 := finding(
	"the training run did not finish: out/trainer_state.json (trainer-state) stops at step 5 of 15",
	[place("out/trainer_state.json", 7)],
)

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as run([ended(15)])
	rule.deny == set() with input as run([derived.implied])
}

test_stopped if rule.deny == {at_step_5} with input as run([stopped])

test_by_its_tracker if {
	found := finding("the training run did not finish: run.json (mlflow) has the status KILLED", [place("run.json", 1)])
	rule.deny == {found} with input as run([killed])
}

test_log_of_the_end_settles_it if {
	rule.deny == set() with input as run([stopped, ended(15)])
	rule.deny == set() with input as run([killed, ended(15)])
}

test_log_of_another_run_settles_nothing if {
	rule.deny == {at_step_5} with input as run([stopped, ended(10)])
	rule.deny == {at_step_5} with input as run([stopped, with_facts({"finished": true, "status": "FINISHED"})])
}

test_hosted_run_has_a_rule_of_its_own if {
	case := json.patch(run([stopped]), [fixture.put(sprintf("%s/document/hosted", [derived.run]), {"provider": "openai"})])
	rule.deny == set() with input as case
}

test_other_documents_do_not_train if {
	case := fixture.patched([fixture.put("/models/m/evidence/artefacts/evaluation-results/derived/sources", [stopped])])
	rule.deny == set() with input as case
}
