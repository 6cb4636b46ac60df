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
		"outcome": "watched",
		"compensating_controls": [],
	},
	changed,
)

# the row of its class
class(changed) := object.union(
	object.union(object.remove(category({}), ["category", "suite"]), {"outcome": "non-inferior", "units": 200, "look": 1}),
	changed,
)

document(patches) := json.patch(
	{
		"method": {"procedure": "sign-flip-holm-gaffke", "margin": 0.05, "alpha": 0.05},
		"categories": [category({})],
		"classes": [class({})],
	},
	patches,
)

analysis(patches) := json.patch(drifted.drift({}), [fixture.put(
	"/models/m/evidence/artefacts/alignment-regression/document",
	document(patches),
)])

# the same, where some facts of the class are others
classed(of_class, patches) := json.patch(analysis(patches), [fixture.put("/models/m/evidence/drift/classes", [object.union(drifted.class, of_class)])])

# an analysis by an earlier procedure, of a pack in an older form that was not written since
former(patches) := json.patch(
	analysis(array.concat(
		[fixture.put("/method/procedure", "mcnemar-holm-tango"), fixture.cut("/classes")],
		patches,
	)),
	[
		fixture.put("/models/m/evidence/older_form", true),
		fixture.put("/models/m/evidence/artefacts/alignment-regression/revised", false),
	],
)

# the suite's facts follow from counts alone
of_counts(case) := json.patch(case, [
	fixture.put("/models/m/evidence/drift/suites/0/results/0/kind", "unpaired"),
	fixture.put("/models/m/evidence/drift/suites/0/results/0/b", null),
	fixture.put("/models/m/evidence/drift/suites/0/results/0/c", null),
	fixture.put("/models/m/evidence/drift/classes/0/kind", "unpaired"),
	fixture.put("/models/m/evidence/drift/classes/0/b", null),
	fixture.put("/models/m/evidence/drift/classes/0/c", null),
	fixture.put("/models/m/evidence/drift/classes/0/units", null),
	fixture.put("/models/m/evidence/artefacts/alignment-regression/document/classes", [object.union(
		object.remove(class({}), ["pairs", "units"]),
		{"counts": {"base": {"n": 200, "refused": 190}, "tuned": {"n": 200, "refused": 191}}},
	)]),
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
