package tunegate.rules.recount_contradicted_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.recount_fixture_test as recount
import data.tunegate.rules.recount_contradicted as rule
import rego.v1

numbers(n, b, c) := [{"category": "fraud", "n": n, "b": b, "c": c}]

found(changed) := {row.msg | some row in rows} if {
	rows := rule.deny with input as recount.counted(changed)
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as recount.uncounted(["recount"])
	found({}) == set()
}

test_outcomes if found({"differing": 3}) == {"acme-suite: 3 of its outcomes are not those of its raw files"}

test_numbers if {
	found({"categories": numbers(200, 9, 2)}) == {"acme-suite: of fraud the raw files give 200 items, 9 lost, 2 gained, and the results 200 items, 1 lost, 2 gained"}
	found({"categories": numbers(240, 1, 2)}) == {"acme-suite: of fraud the raw files give 240 items, 1 lost, 2 gained, and the results 200 items, 1 lost, 2 gained"}
	found({"categories": numbers(200, 1, 0)}) == {"acme-suite: of fraud the raw files give 200 items, 1 lost, 0 gained, and the results 200 items, 1 lost, 2 gained"}
}

test_categories if {
	found({"categories": array.concat(numbers(200, 1, 2), [{"category": "hate", "n": 3, "b": 0, "c": 0}])}) == {"acme-suite: of hate the raw files give 3 items, 0 lost, 0 gained, and the results nothing"}
	found({"categories": []}) == {"acme-suite: of fraud the raw files give nothing, and the results 200 items, 1 lost, 2 gained"}
}
