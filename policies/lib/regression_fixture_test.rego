# An alignment-regression analysis of one category, and what the rules find that hold it against the numbers.
package tunegate.lib.regression_fixture_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import rego.v1

# the row of the category, of which some keys are others
category(changed) := object.union(
	{
		"category": "fraud",
		"class": "disallowed-content",
		"suite": "acme-suite",
		"pairs": {"n": 200, "b": 1, "c": 2},
		"loss": -0.005,
		"upper_bound": 0.0184,
		"adjusted_p": 1,
		"outcome": "non-inferior",
		"compensating_controls": [],
	},
	changed,
)

document(patches) := json.patch(
	{"method": {"procedure": "mcnemar-holm-tango", "margin": 0.05, "alpha": 0.05}, "categories": [category({})]},
	patches,
)

analysis(patches) := json.patch(drifted.drift({}), [fixture.put(
	"/models/m/evidence/artefacts/alignment-regression/document",
	document(patches),
)])

# the same, where the sum of the suite's categories has an outcome of its own
overall(outcome, patches) := json.patch(analysis(patches), [fixture.put(
	"/models/m/evidence/drift/suites/0/overall/0",
	object.union(drifted.row, {"category": "overall", "outcome": outcome}),
)])

# the suite's facts follow from counts alone
of_counts(case) := json.patch(case, [
	fixture.put("/models/m/evidence/drift/suites/0/results/0/kind", "unpaired"),
	fixture.put("/models/m/evidence/drift/suites/0/results/0/b", null),
	fixture.put("/models/m/evidence/drift/suites/0/results/0/c", null),
])

finding(rule, msg) := {
	"rule": rule,
	"model": "m",
	"path": "evidence/m/alignment-regression.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

differs(said, given) := finding("regression-numbers-mismatch", sprintf(
	"fraud of acme-suite: it says %s, and the numbers give %s (200 items, 1 lost, 2 gained)",
	[said, given],
))

# a test that compares all of it with what it expects also shows that no other of these rules speaks up
found contains row if some row in data.tunegate.rules.regression_category_missing.deny

found contains row if some row in data.tunegate.rules.regression_category_repeated.deny

found contains row if some row in data.tunegate.rules.regression_category_unknown.deny

found contains row if some row in data.tunegate.rules.regression_numbers_mismatch.deny

found contains row if some row in data.tunegate.rules.regression_procedure_mismatch.deny

found contains row if some row in data.tunegate.rules.regression_threshold_mismatch.deny
