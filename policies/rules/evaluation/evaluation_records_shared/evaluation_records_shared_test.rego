package tunegate.rules.evaluation_records_shared_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import rego.v1

finding(msg) := evaluation.finding("evaluation-records-shared", msg)

kept := {"records": {"digest": "sha256:1"}}

second := fixture.put(
	"/models/m/evidence/artefacts/evaluation-results/document/safety_suites/1",
	object.union(kept, {"name": "other", "categories": []}),
)

test_outcomes_of_their_own if {
	evaluation.found == set() with input as evaluation.with_suite(kept)
	evaluation.found == set() with input as json.patch(evaluation.with_suite({"records": {"digest": "sha256:2"}}), [second])
}

in_context(row, context) := object.union(row, {"context": {"language": context}})

raw(digest) := {"raw_files": {"base": [{"digest": "sha256:b"}], "tuned": [{"digest": digest}]}}

test_the_same_outcomes_in_two_contexts if {
	german := fixture.put(
		"/models/m/evidence/artefacts/evaluation-results/document/safety_suites/1",
		object.union_n([kept, in_context({"name": "other", "categories": []}, "de"), raw("sha256:2")]),
	)
	mine := object.union(kept, raw("sha256:3"))
	evaluation.found == set() with input as json.patch(evaluation.with_suite(mine), [german])
	evaluation.found == {finding("other and acme-suite name the same outcomes")} with input as json.patch(evaluation.with_suite(in_context(mine, "de")), [german])
}

test_one_raw_file_for_two_contexts if {
	german := object.union_n([{"records": {"digest": "sha256:4"}}, in_context({"name": "other", "categories": []}, "de"), raw("sha256:3")])
	place := "/models/m/evidence/artefacts/evaluation-results/document/safety_suites/1"
	mine := object.union(kept, raw("sha256:3"))
	said := finding("other and acme-suite are of two contexts and name the same raw file")
	evaluation.found == {said} with input as json.patch(evaluation.with_suite(mine), [fixture.put(place, german)])
	by_row := object.union(german, {"reading": {"context_fields": {"language": "lang"}}})
	evaluation.found == set() with input as json.patch(evaluation.with_suite(mine), [fixture.put(place, by_row)])
}

test_two_suites_with_the_same_outcomes if {
	evaluation.found == {finding("other and acme-suite name the same outcomes")} with input as json.patch(evaluation.with_suite(kept), [second])
}
