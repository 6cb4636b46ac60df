package tunegate.rules.evaluation_over_refusal_mismatch_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import rego.v1

finding(msg) := evaluation.finding("evaluation-over-refusal-mismatch", msg)

recorded(value) := fixture.put("/models/m/evidence/drift/suites/0/over_refusal", value)

both := {"base": {"n": 50, "refused": 2}, "tuned": {"n": 50, "refused": 9}}

told := "base 2 of 50, fine-tune 9 of 50"

test_in_order if {
	evaluation.found == set() with input as fixture.case
	evaluation.found == set() with input as json.patch(evaluation.with_suite({"over_refusal": both}), [recorded(both)])
}

test_harmless_prompts if {
	every pair in [[{"over_refusal": {"base": both.base, "tuned": both.base}}, "base 2 of 50, fine-tune 2 of 50"], [{}, "nothing"]] {
		msg := sprintf("acme-suite says %s of its harmless prompts, and its records say %s", [pair[1], told])
		evaluation.found == {finding(msg)} with input as json.patch(evaluation.with_suite(pair[0]), [recorded(both)])
	}
	msg := sprintf("acme-suite says %s of its harmless prompts, and its records say nothing", [told])
	evaluation.found == {finding(msg)} with input as evaluation.with_suite({"over_refusal": both})
}

test_counts_alone_have_nothing_to_compare_with if {
	counts := fixture.put("/models/m/evidence/drift/suites/0/source", "counts")
	evaluation.found == set() with input as json.patch(evaluation.with_suite({"over_refusal": both}), [counts])
}

test_nothing_is_compared_with_records_that_cannot_be_read if {
	evaluation.found == set() with input as json.patch(evaluation.with_suite({"over_refusal": both}), [
		fixture.put("/models/m/evidence/drift/suites/0/reason", "why"),
		fixture.put("/models/m/evidence/drift/suites/0/results", []),
	])
}
