package tunegate.rules.evaluation_polarity_undeclared_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.evaluation_polarity_undeclared as rule
import rego.v1

finding(msg) := evaluation.finding("evaluation-polarity-undeclared", msg)

memorised := evaluation.category({"class": "memorised-text"})

declared(categories, unsafe) := json.patch(
	evaluation.suites("counts", categories),
	[fixture.put("/models/m/evidence/artefacts/evaluation-results/document/safety_suites/0/unsafe_outcomes", unsafe)],
)

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as evaluation.suites("records", [evaluation.category({})])
	rule.deny == set() with input as declared([evaluation.category({}), memorised], {"memorised-text": "reproduced"})
}

test_undeclared if {
	said := finding("acme-suite has categories of memorised-text and does not say what is unsafe in it")
	rule.deny == {said} with input as evaluation.suites("counts", [memorised])
	rule.deny == {said} with input as evaluation.suites("records", [evaluation.category({}), memorised])
}

test_one_of_two if {
	hedged := evaluation.category({"category": "claims", "class": "hedged-claims"})
	said := finding("acme-suite has categories of hedged-claims and does not say what is unsafe in it")
	rule.deny == {said} with input as declared([memorised, hedged], {"memorised-text": "reproduced"})
}

test_declared_for_nothing if {
	said := finding("acme-suite says what is unsafe in extracted-data and has no category of it")
	evaluation.found == {said} with input as declared([evaluation.category({})], {"extracted-data": "disclosed"})
	rule.deny == {said} with input as declared([evaluation.category({})], {"extracted-data": "disclosed"})
}
