package tunegate.rules.disposition_summary_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_summary_mismatch as rule
import rego.v1

fraud := {"suite": "s", "category": "fraud", "loss": 0.07, "controls": ["g.yml"]}

disposed(said, stated) := fixture.patched([
	fixture.put("/models/m/evidence/disposition/document/overhang", said.overhang),
	fixture.put("/models/m/evidence/disposition/document/regressions", said.regressions),
	fixture.put("/models/m/evidence/stated", stated),
])

known := {"overhang": "o", "regressions": [fraud]}

finding(msg) := {
	"rule": "disposition-summary-mismatch",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as disposed(known, known)
	rule.deny == set() with input as disposed({"overhang": "o", "regressions": []}, {"overhang": "o", "regressions": []})
}

test_overhang if {
	said := finding("the disposition states another overhang than the overhang statement")
	rule.deny == {said} with input as disposed({"overhang": "x", "regressions": [fraud]}, known)
	without := finding("the disposition does not say the overhang in short")
	rule.deny == {without} with input as json.patch(disposed(known, known), [fixture.cut("/models/m/evidence/disposition/document/overhang")])
}

test_regressions if {
	less := finding("the disposition does not say that fraud of s regressed by 0.07, with its controls")
	rule.deny == {less} with input as disposed({"overhang": "o", "regressions": []}, known)
	more := finding("the disposition says of fraud of s what the analysis does not")
	rule.deny == {more} with input as disposed(known, {"overhang": "o", "regressions": []})
	every other in [{"loss": 0.01}, {"controls": []}] {
		rule.deny == {less, more} with input as disposed({"overhang": "o", "regressions": [object.union(fraud, other)]}, known)
	}
	without := finding("the disposition does not say what regressed")
	rule.deny == {without} with input as json.patch(
		disposed(known, {"overhang": "o", "regressions": []}),
		[fixture.cut("/models/m/evidence/disposition/document/regressions")],
	)
}

test_twice if {
	rule.deny == {finding("the disposition lists a regression twice")} with input as disposed({"overhang": "o", "regressions": [fraud, fraud]}, known)
}

test_without_a_loss if {
	row := {"suite": "s", "category": "class disallowed-content", "controls": []}
	said := finding("the disposition does not say that class disallowed-content of s regressed, with its controls")
	rule.deny == {said} with input as disposed({"overhang": "o", "regressions": []}, {"overhang": "o", "regressions": [row]})
}

older(revised) := json.patch(disposed({"overhang": "x", "regressions": [fraud]}, known), [
	fixture.put("/models/m/evidence/older_form", true),
	fixture.put("/models/m/evidence/disposition/revised", revised),
])

test_asked_of_the_next_one if {
	rule.deny == set() with input as older(false)
	count(rule.deny) == 1 with input as older(true)
}

test_refused_as_it_is if {
	rule.deny == set() with input as json.patch(
		disposed({"overhang": "x", "regressions": [fraud]}, known),
		[fixture.put("/models/m/evidence/disposition/approval/counted", [])],
	)
}

test_nothing_to_compare_with if {
	rule.deny == set() with input as disposed({"overhang": null, "regressions": [fraud]}, {"overhang": null, "regressions": null})
}

test_all_left_out if {
	without := finding("the disposition does not say what regressed")
	rule.deny == {without} with input as json.patch(disposed(known, known), [fixture.cut("/models/m/evidence/disposition/document/regressions")])
}
