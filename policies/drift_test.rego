package tunegate.drift_test

import data.tunegate.drift
import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import rego.v1

document(changed, of_class) := {
	"schema": "tunegate/drift/v1",
	"margin": 0.05,
	"alpha": 0.05,
	"suites": [{"suite": "acme-suite", "results": [object.union(drifted.row, changed)]}],
	"parts": [],
	"classes": [object.union(drifted.class, of_class)],
}

judged(case) := found if found := drift.result with input as case

test_pass if judged(document({}, {})) == {"verdict": "pass", "nothing_to_lose": set(), "diluted": set()}

test_block if {
	blocked := {"verdict": "block", "nothing_to_lose": set(), "diluted": set()}
	judged(document({"outcome": "regressed"}, {})) == blocked
	judged(document({"outcome": "unclear"}, {})) == blocked
	judged(document({"missing": 1}, {})) == blocked
	judged(document({}, {"outcome": "regressed"})) == blocked
	judged(document({}, {"outcome": "inconclusive"})) == blocked
}

test_each_suite_and_class_counts if {
	two := json.patch(document({}, {}), [fixture.put("/suites/1", document({"outcome": "regressed"}, {}).suites[0])])
	judged(two).verdict == "block"
	judged(json.patch(two, [fixture.put("/suites/1/results/0/outcome", "watched")])).verdict == "pass"
	judged(json.patch(document({}, {}), [fixture.put("/classes/1", object.union(drifted.class, {"outcome": "inconclusive"}))])).verdict == "block"
	judged(json.patch(document({}, {}), [fixture.put("/parts", [{"outcome": "unclear"}])])).verdict == "block"
	judged(json.patch(document({}, {}), [fixture.put("/parts", [{"outcome": "watched"}])])).verdict == "pass"
}

test_nothing_to_lose if {
	judged(document({}, {"refused_units": 11})).verdict == "pass"
	judged(document({}, {"refused_units": 10})) == {"verdict": "block", "nothing_to_lose": {"disallowed-content"}, "diluted": set()}
}

test_diluted if {
	judged(document({}, {"b": 10})).diluted == {"disallowed-content"}
	judged(document({}, {"b": 9})).diluted == set()
	judged(document({}, {"b": null})).diluted == set()
	judged(document({}, {"b": 10, "outcome": "regressed"})).diluted == set()
}

test_what_is_missing_is_no_pass if {
	every pointer in ["/margin", "/suites/0/results/0/missing", "/suites/0/results/0/outcome", "/suites/0/results/0", "/suites/0", "/parts", "/classes/0/outcome", "/classes/0/refused_units", "/classes/0", "/classes"] {
		judged(json.patch(document({}, {}), [fixture.cut(pointer)])).verdict == "block"
	}
	judged({}).verdict == "block"
}
