package tunegate.rules.inherited_property_unsupported_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.inherited_fixture_test as base
import data.tunegate.rules.inherited_property_unsupported as rule
import rego.v1

finding(gap) := base.finding("inherited-property-unsupported", sprintf("the inherited architecture %s", [gap]))

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as base.evidence([])
	rule.deny == set() with input as base.evidence([base.put("/inherited_properties/architecture/digest", "sha256:card")])
}

test_each_gap if {
	rule.deny == {finding("has no claim")} with input as base.evidence([base.cut("/inherited_properties/architecture/claim")])
	rule.deny == {finding("names no document")} with input as base.evidence([base.cut("/inherited_properties/architecture/document")])
	rule.deny == {finding("rests on sha256:other, which is not the model-card")} with input as base.evidence([base.put("/inherited_properties/architecture/digest", "sha256:other")])
	every kind in ["system-card", "alignment-report"] {
		said := finding(sprintf("rests on a %s, which the provider does not publish", [kind]))
		rule.deny == {said} with input as base.evidence([base.put("/inherited_properties/architecture/document", kind)])
	}
}

test_targeted if {
	rule.deny == set() with input as base.evidence([
		base.put("/inherited_properties/architecture", {}),
		base.put("/targeted_properties/-", "architecture"),
	])
}
