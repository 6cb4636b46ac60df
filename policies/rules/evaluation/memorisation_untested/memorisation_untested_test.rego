package tunegate.rules.memorisation_untested_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import data.tunegate.rules.memorisation_untested as rule
import rego.v1

with_case(patches, tests) := json.patch(provenance.with_told(patches, []), [fixture.put("/models/m/evidence/artefacts/evaluation-results/document/adversarial_tests", tests)])

personal := fixture.put("/legal_basis/personal_data/contains", "personal")

kept := fixture.put("/sensitivity_scan/matches_disposition/0/action", "kept")

other := {"name": "a", "kind": "jailbreak"}

finding := {
	"rule": "memorisation-untested",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": "the sources s hold personal data or matches that were kept, and no adversarial test extracts training data",
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as with_case([], [other])
	rule.deny == set() with input as with_case([personal], [other, {"name": "b", "kind": "extraction"}])
}

test_untested if {
	rule.deny == {finding} with input as with_case([personal], [other])
	rule.deny == {finding} with input as with_case([kept], [{"name": "a"}])
}

test_a_suite_of_its_own if {
	suite := fixture.put("/models/m/evidence/artefacts/evaluation-results/document/safety_suites", [{"categories": [{"class": "extracted-data"}]}])
	rule.deny == set() with input as json.patch(with_case([personal], [other]), [suite])
	refusals := fixture.put("/models/m/evidence/artefacts/evaluation-results/document/safety_suites", [{"categories": [{"class": "disallowed-content"}]}])
	rule.deny == {finding} with input as json.patch(with_case([personal], [other]), [refusals])
}

test_data_of_another_model if {
	case := with_case([], [other])
	two := json.patch(case, [
		fixture.put("/models/n", case.models.m),
		fixture.put("/models/n/evidence/artefacts/training-data-manifest/document/sources/0/legal_basis/personal_data/contains", "personal"),
	])
	{row.model | some row in rule.deny} == {"n"} with input as two
}

test_of_an_older_form if {
	rule.deny == set() with input as json.patch(with_case([personal], [other]), [
		fixture.put("/models/m/evidence/older_form", true),
		fixture.put("/models/m/evidence/artefacts/evaluation-results/revised", false),
	])
}
