package tunegate.rules.factual_claims_wrong_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

checked(wrong, size, rate) := fixture.put("/inspection", {
	"warranted": true,
	"sample_size": 10,
	"looked_for": ["style", "factual-claims", "sensitive-content"],
	"findings": [{"kind": "factual-claims", "records": wrong, "sample_size": size, "error_rate": rate, "reviewer": "r"}],
})

accepting(list, key, value) := fixture.put("/models/m/evidence/disposition/document/residual_risks", [{
	"risk": "r",
	"accepted_by": "risk@acme.example",
	"accepts": [{"list": list, "key": key, "value": value}],
}])

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([checked(0, 100, 0)]) == set()
	provenance.gaps([checked(5, 100, 0.05)]) == set()
	provenance.gaps([checked(1, 30, 0.03)]) == set()
	provenance.gaps([fixture.put("/inspection/findings", [{"kind": "style", "records": 90, "sample_size": 100, "error_rate": 0}])]) == set()
}

test_rate if {
	provenance.gaps([checked(4, 100, 0.01)]) == {"the error rate is said to be 0.01, and 4 of 100 records are wrong"}
	provenance.gaps([checked(0, 100, 0.01)]) == {"the error rate is said to be 0.01, and 0 of 100 records are wrong"}
}

test_too_many if {
	provenance.gaps([checked(6, 100, 0.06)]) == {"6 of 100 records make a wrong claim, and nobody accepts that"}
	some row in provenance.found with input as provenance.with_told([checked(6, 100, 0.06)], [])
	endswith(row.remedy, "- {list: factual_claims, key: \"s\", value: 0.06}")
}

test_accepted if {
	case := provenance.with_told([checked(6, 100, 0.06)], [])
	provenance.found == set() with input as json.patch(case, [accepting("factual_claims", "s", 0.06)])
	provenance.found == set() with input as json.patch(provenance.with_told([checked(2, 30, 0.07)], []), [accepting("factual_claims", "s", 0.07)])
	count(provenance.found) == 1 with input as json.patch(case, [accepting("factual_claims", "t", 0.06)])
	count(provenance.found) == 1 with input as json.patch(case, [accepting("factual_claims", "s", 0.05)])
	count(provenance.found) == 1 with input as json.patch(case, [accepting("task_evaluations", "s", 0.06)])
}

test_impossible_counts_are_another_rules_business if {
	provenance.gaps([checked(11, 10, 1)]) == {"the finding concerns 11 records of a sample of 10"}
}
