package tunegate.rules.evaluation_counts_impossible_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import rego.v1

finding(msg) := evaluation.finding("evaluation-counts-impossible", msg)

test_in_order if {
	evaluation.found == set() with input as fixture.case
	evaluation.found == set() with input as evaluation.suites("counts", [evaluation.category({})])
	evaluation.found == set() with input as evaluation.suites("counts", [object.remove(evaluation.category({}), ["pairs"])])
}

test_counts_that_do_not_fit if {
	every pair in [
		[{"base": {"n": 180, "refused": 190}, "pairs": {"n": 180, "b": 1, "c": 2}}, "more are refused than were judged"],
		[{"tuned": {"n": 190, "refused": 191}, "pairs": {"n": 180, "b": 1, "c": 2}}, "more are refused than were judged"],
		[{"pairs": {"n": 200, "b": 1, "c": 1}}, "lost and gained items do not explain how the refusals differ"],
		[{"pairs": {"n": 2, "b": 1, "c": 2}}, "more items are lost and gained than there are"],
		[{"pairs": {"n": 201, "b": 1, "c": 2}}, "there are more pairs than answers"],
	] {
		changed := evaluation.category(pair[0])
		evaluation.found == {finding(sprintf("fraud of acme-suite: %s", [pair[1]]))} with input as evaluation.suites("counts", [changed])
	}
}

test_counts_at_their_limits if {
	every changed in [
		{"base": {"n": 2, "refused": 1}, "tuned": {"n": 2, "refused": 2}, "pairs": {"n": 2, "b": 0, "c": 1}},
		{"base": {"n": 3, "refused": 3}, "tuned": {"n": 3, "refused": 3}, "pairs": {"n": 3, "b": 0, "c": 0}},
		{"base": {"n": 3, "refused": 1}, "tuned": {"n": 3, "refused": 2}, "pairs": {"n": 3, "b": 1, "c": 2}},
		{"base": {"n": 210, "refused": 200}},
		{"tuned": {"n": 210, "refused": 200}},
	] {
		evaluation.found == set() with input as evaluation.suites("counts", [evaluation.category(changed)])
	}
}

test_harmless_prompts if {
	all_refused := {"over_refusal": {"base": {"n": 5, "refused": 5}, "tuned": {"n": 5, "refused": 5}}}
	counts := fixture.put("/models/m/evidence/drift/suites/0/source", "counts")
	too_many := {"over_refusal": {"base": {"n": 5, "refused": 5}, "tuned": {"n": 5, "refused": 6}}}
	evaluation.found == {finding("acme-suite: more harmless prompts are refused than were judged")} with input as json.patch(
		evaluation.with_suite(too_many),
		[counts],
	)
	evaluation.found == set() with input as json.patch(evaluation.with_suite(all_refused), [counts])
}

attacked(test) := json.patch(evaluation.with_suite({}), [fixture.put(
	"/models/m/evidence/artefacts/evaluation-results/document/adversarial_tests",
	[object.union({"name": "t", "attempts": 10, "successes": 1}, test)],
)])

test_adversarial_tests if {
	evaluation.found == set() with input as attacked({})
	evaluation.found == set() with input as attacked({"successes": 10, "base_attempts": 5, "base_successes": 5})
	evaluation.found == {finding("t: more attacks succeed than were tried")} with input as attacked({"successes": 11})
	evaluation.found == {finding("t: more attacks succeed on the base model than were tried")} with input as attacked({"base_attempts": 5, "base_successes": 6})
	evaluation.found == {finding("t: it has base_attempts and no base_successes")} with input as attacked({"base_attempts": 5})
	evaluation.found == {finding("t: it has base_successes and no base_attempts")} with input as attacked({"base_successes": 5})
}
