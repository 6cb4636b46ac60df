package tunegate.rules.evaluation_before_training_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import rego.v1

finding(msg) := evaluation.finding("evaluation-before-training", msg)

with_fact(name, value) := json.patch(evaluation.with_suite({}), [fixture.put(concat("/", ["/models/m/evidence/drift/suites/0", name]), value)])

unknown_end := fixture.put("/models/m/evidence/trained_until", null)

test_in_order if {
	evaluation.found == set() with input as fixture.case
	evaluation.found == set() with input as evaluation.with_suite({})
}

test_run_before_the_training if {
	evaluation.found == {finding("acme-suite was run by 2026-10-19T23:59:59Z, before the training run ended at 2026-10-20T00:00:00Z")} with input as with_fact("ran_at", "2026-10-19T23:59:59Z")
	evaluation.found == set() with input as with_fact("ran_at", "2026-10-20T00:00:00Z")
	evaluation.found == set() with input as with_fact("ran_at", null)
	evaluation.found == set() with input as json.patch(with_fact("ran_at", "2026-10-19T23:59:59Z"), [unknown_end])
}

test_run_of_the_fine_tune_before_the_training if {
	evaluation.found == {finding("acme-suite: the run of the fine-tune finished at 2026-10-19T23:59:59Z, before the training run ended at 2026-10-20T00:00:00Z")} with input as with_fact("tuned_at", "2026-10-19T23:59:59Z")
	evaluation.found == set() with input as with_fact("tuned_at", "2026-10-20T00:00:00Z")
	evaluation.found == set() with input as json.patch(with_fact("tuned_at", "2026-10-19T23:59:59Z"), [unknown_end])
}

others(list, name, moment) := json.patch(evaluation.with_suite({}), [fixture.put(
	sprintf("/models/m/evidence/artefacts/evaluation-results/document/%s", [list]),
	[{"name": name, "run_at": moment}],
)])

test_other_tests_before_the_training if {
	every list in ["task_evaluations", "adversarial_tests"] {
		evaluation.found == {finding("t was run at 2026-10-19T23:59:59Z, before the training run ended at 2026-10-20T00:00:00Z")} with input as others(list, "t", "2026-10-19T23:59:59Z")
		evaluation.found == set() with input as others(list, "t", "2026-10-20T00:00:00Z")
	}
}
