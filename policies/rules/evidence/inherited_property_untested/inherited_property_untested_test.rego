package tunegate.rules.inherited_property_untested_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.inherited_fixture_test as base
import data.tunegate.rules.inherited_property_untested as rule
import rego.v1

finding(msg) := base.finding("inherited-property-untested", msg)

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as base.evidence([])
	every test in ["suite", "task", "attacks", "IN-1", "OUT-1"] {
		rule.deny == set() with input as base.evidence([
			base.put("/inherited_properties/refusal-patterns/tests", [test]),
			base.put("/caveat/checked_by", [test]),
		])
	}
}

test_no_test if {
	said := finding("the fine-tune targets the inherited refusal-patterns, and no test of it is named")
	every row in [{}, {"tests": []}] {
		rule.deny == {said} with input as base.evidence([base.put("/inherited_properties/refusal-patterns", row)])
	}
}

test_unknown if {
	said := finding("x is no suite, evaluation, adversarial test or pattern of this pack")
	rule.deny == {said} with input as base.evidence([base.put("/inherited_properties/refusal-patterns/tests", ["suite", "x"])])
	rule.deny == {said} with input as base.evidence([base.put("/inherited_properties/architecture/tests", ["x"])])
	rule.deny == {said} with input as base.evidence([base.put("/caveat/checked_by", ["attacks", "x"])])
}

test_caveat if {
	said := finding("the caveat names no adversarial result that it rests on")
	rule.deny == {said} with input as base.evidence([base.put("/caveat/checked_by", [])])
	rule.deny == {said} with input as base.evidence([base.cut("/caveat/checked_by")])
	rule.deny == set() with input as base.evidence([base.cut("/caveat")])
	rule.deny == set() with input as base.evidence(array.concat([base.cut("/caveat/checked_by")], base.older(false)))
}

adversarial(treatment, patches) := base.evidence(array.concat(
	[fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/document/sources",
		[{"id": "s", "quality_controls": {"adversarial_examples": {"treatment": treatment}}}],
	)],
	patches,
))

test_adversarial_examples if {
	rule.deny == set() with input as adversarial("included", [])
	untargeted := [base.put("/targeted_properties", ["architecture"]), base.put("/inherited_properties/architecture", {"tests": ["suite"]})]
	said := finding("source s holds adversarial examples on purpose, so the fine-tune targets refusal-patterns")
	rule.deny == {said} with input as adversarial("included", untargeted)
	rule.deny == set() with input as adversarial("filtered-out", untargeted)
	rule.deny == set() with input as adversarial("included", array.concat(untargeted, base.older(false)))
	rule.deny == set() with input as adversarial("included", [base.cut("/targeted_properties")])
}
