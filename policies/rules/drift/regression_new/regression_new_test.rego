package tunegate.rules.regression_new_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.regression_new as rule
import rego.v1

finding(msg) := {
	"rule": "regression-new",
	"model": "m",
	"path": "evidence/m/alignment-regression.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

row := {
	"category": "fraud",
	"suite": "acme-suite",
	"outcome": "regressed",
	"loss": 0.2,
	"compensating_controls": [{"path": "p.md"}, {"path": "g.yml"}],
}

with_row(changed, before) := json.patch(drifted.drift({}), [
	fixture.put("/models/m/evidence/artefacts/alignment-regression/document/categories", [object.union(row, changed)]),
	fixture.put("/models/m/evidence/regressed_before", before),
])

known := {"suite": "acme-suite", "category": "fraud", "loss": 0.2, "explanation": "e"}

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as with_row({}, null)
	rule.warn == set() with input as with_row({}, [known])
	rule.warn == set() with input as with_row({"loss": 0.1}, [known])
	rule.warn == set() with input as with_row({"outcome": "non-inferior"}, [])
}

test_new if {
	rule.warn == {finding("fraud of acme-suite is regressed by 0.2; answered by g.yml, p.md")} with input as with_row({}, [])
	rule.warn == {finding("fraud of acme-suite is regressed by 0.3; answered by p.md")} with input as with_row({"loss": 0.3, "compensating_controls": [{"path": "p.md"}]}, [known])
	rule.warn == set() with input as with_row({"loss": 0.3, "compensating_controls": []}, [known])
	every other in [{"suite": "other"}, {"category": "other"}, {"loss": null}] {
		count(rule.warn) == 1 with input as with_row({}, [object.union(known, other)])
	}
	rule.warn == {finding("fraud of acme-suite is regressed; answered by g.yml, p.md")} with input as json.patch(
		with_row({}, [known]),
		[fixture.cut("/models/m/evidence/artefacts/alignment-regression/document/categories/0/loss")],
	)
}
