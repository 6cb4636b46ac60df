package tunegate.rules.base_model_undocumented_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.inherited_fixture_test as base
import data.tunegate.rules.base_model_undocumented as rule
import rego.v1

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as base.evidence([])
}

test_nothing_at_all if {
	rule.warn == {base.finding(
		"base-model-undocumented",
		"no document of the provider is available: nothing but your own tests speaks for the base model",
	)} with input as base.evidence([base.put("/documents/0/available", false)])
}
