package tunegate.rules.inherited_property_missing_test

import data.tunegate.lib.inherited_fixture_test as base
import data.tunegate.rules.inherited_property_missing as rule
import rego.v1

finding(gap) := base.finding("inherited-property-missing", sprintf("the base-model evidence %s", [gap]))

test_in_order if rule.deny == set() with input as base.evidence([])

test_a_property_less if {
	every property in ["harm-training", "refusal-patterns", "architecture", "training-data-exclusions"] {
		said := finding(sprintf("says nothing of the inherited %s", [property]))
		rule.deny == {said} with input as base.evidence([base.cut(sprintf("/inherited_properties/%s", [property]))])
	}
}

test_not_said if {
	rule.deny == {finding("does not say which of them the fine-tune targets")} with input as base.evidence([base.cut("/targeted_properties")])
	rule.deny == set() with input as base.evidence([base.put("/targeted_properties", [])])
	rule.deny == {finding("does not say what the provider's documents leave open")} with input as base.evidence([base.cut("/caveat")])
}

test_of_an_older_form if {
	rule.deny == set() with input as base.evidence(array.concat([base.cut("/caveat")], base.older(false)))
	count(rule.deny) == 1 with input as base.evidence(array.concat([base.cut("/caveat")], base.older(true)))
}
