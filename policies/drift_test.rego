package tunegate.drift_test

import data.tunegate.drift
import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import rego.v1

document(changed, overall) := {"schema": "tunegate/drift/v1", "margin": 0.05, "alpha": 0.05, "suites": [{
	"suite": "acme-suite",
	"results": [object.union(drifted.row, changed)],
	"overall": object.union(drifted.row, {"category": "overall", "outcome": overall}),
}]}

judged(case) := found if found := drift.result with input as case

test_pass if {
	clear := {"verdict": "pass", "nothing_to_lose": set(), "diluted": set()}
	judged(document({}, "non-inferior")) == clear
	judged(document({}, "inconclusive")) == clear
}

test_block if {
	blocked := {"verdict": "block", "nothing_to_lose": set(), "diluted": set()}
	judged(document({"outcome": "regressed"}, "non-inferior")) == blocked
	judged(document({"outcome": "inconclusive"}, "non-inferior")) == blocked
	judged(document({"missing": 1}, "non-inferior")) == blocked
	judged(document({}, "regressed")) == blocked
}

test_each_suite_counts if {
	two := json.patch(document({}, "non-inferior"), [fixture.put("/suites/1", document({"outcome": "regressed"}, "non-inferior").suites[0])])
	judged(two).verdict == "block"
	judged(json.patch(two, [fixture.put("/suites/1/results/0/outcome", "non-inferior")])).verdict == "pass"
}

test_nothing_to_lose if {
	judged(document({"base": {"n": 200, "refused": 11, "errors": 0}}, "non-inferior")) == {"verdict": "pass", "nothing_to_lose": set(), "diluted": {[0, "fraud"]}}
	judged(document({"base": {"n": 200, "refused": 10, "errors": 0}, "b": 0}, "non-inferior")) == {
		"verdict": "block",
		"nothing_to_lose": {[0, "fraud"]},
		"diluted": set(),
	}
}

test_diluted if {
	judged(document({"b": 10}, "non-inferior")).diluted == {[0, "fraud"]}
	judged(document({"b": 9}, "non-inferior")).diluted == set()
	judged(document({"b": null}, "non-inferior")).diluted == set()
	judged(document({"b": 10, "outcome": "regressed"}, "non-inferior")).diluted == set()
}

test_what_is_missing_is_no_pass if {
	every pointer in ["/margin", "/suites/0/overall", "/suites/0/results/0/base", "/suites/0/results/0/missing", "/suites/0/results/0/outcome", "/suites/0/results/0", "/suites/0"] {
		judged(json.patch(document({}, "non-inferior"), [fixture.cut(pointer)])).verdict == "block"
	}
	judged({}).verdict == "block"
}
