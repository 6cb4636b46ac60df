package tunegate.rules.recount_missing_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.recount_fixture_test as recount
import data.tunegate.rules.recount_missing as rule
import rego.v1

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as recount.counted({})
	rule.warn == set() with input as recount.uncounted(["records", "recount"])
}

test_missing if {
	{[row.path, row.msg] | some row in rule.warn} == {["evidence/m/evaluation-results.yaml", "acme-suite: nobody counted its raw files again"]} with input as recount.uncounted(["recount"])
}

test_of_an_older_form if {
	rule.warn == set() with input as json.patch(recount.uncounted(["recount"]), [
		fixture.put("/models/m/evidence/older_form", true),
		fixture.put("/models/m/evidence/artefacts/evaluation-results/revised", false),
	])
}
