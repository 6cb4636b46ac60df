package tunegate.rules.inspection_incomplete_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

all := ["style", "factual-claims", "sensitive-content"]

read(size, kinds) := fixture.put("/inspection", {"warranted": true, "sample_size": size, "findings": [], "looked_for": kinds})

many := fixture.put("/files/0/records", 1000)

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([read(10, all)]) == set()
	provenance.gaps([many, read(30, all)]) == set()
	provenance.gaps([read(10, ["jargon", "factual-claims", "sensitive-content", "label"])]) == set()
}

test_not_looked_for if {
	provenance.gaps([read(10, ["factual-claims", "sensitive-content"])]) == {"the inspection did not look for habits of style or jargon"}
	provenance.gaps([read(10, ["style", "sensitive-content"])]) == {"the inspection did not look for wrong factual claims"}
	provenance.gaps([read(10, ["style", "factual-claims"])]) == {"the inspection did not look for sensitive content"}
	count(provenance.gaps([fixture.put("/inspection", {"warranted": true, "sample_size": 10, "findings": []})])) == 3
}

test_sample if {
	provenance.gaps([read(9, all)]) == {"9 records were read, and 10 are the least"}
	provenance.gaps([many, read(29, all)]) == {"29 records were read, and 30 are the least"}
}

test_of_an_older_form if {
	provenance.found == set() with input as provenance.older([read(1, [])])
}
