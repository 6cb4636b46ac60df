package tunegate.rules.regression_control_untested_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.regression_fixture_test as analysed
import data.tunegate.rules.regression_control_untested as rule
import rego.v1

regressed(changed) := analysed.analysis([fixture.put("/categories/0", analysed.category(object.union(
	{"outcome": "regressed", "explanation": "e", "compensating_controls": [{"path": "g.yml"}, {"path": "p.md"}]},
	changed,
)))])

finding := analysed.finding(
	"regression-control-untested",
	"fraud of acme-suite is regressed and relies on g.yml, p.md, and no result is given with them on",
)

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as regressed({"with_controls": {"n": 200, "refused": 190}})
	rule.warn == set() with input as regressed({"compensating_controls": []})
	rule.warn == set() with input as regressed({"outcome": "inconclusive"})
}

test_untested if {
	rule.warn == {finding} with input as regressed({})
	said := "fraud of acme-suite is regressed and relies on g.yml, and no result is given with them on"
	rule.warn == {analysed.finding("regression-control-untested", said)} with input as regressed({"compensating_controls": [{"path": "g.yml"}]})
}

in_older_form(revised) := json.patch(regressed({}), [
	fixture.put("/models/m/evidence/older_form", true),
	fixture.put("/models/m/evidence/artefacts/alignment-regression/revised", revised),
])

test_of_an_older_form if {
	rule.warn == set() with input as in_older_form(false)
	rule.warn == {finding} with input as in_older_form(true)
}
