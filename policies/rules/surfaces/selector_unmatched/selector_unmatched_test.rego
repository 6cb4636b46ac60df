package tunegate.rules.selector_unmatched_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.selector_unmatched as rule
import rego.v1

row := {
	"surface": "base_model",
	"selector": "x.yaml#/a",
	"before": null,
	"files": [],
	"path": "tunegate.yaml",
	"line": 5,
	"end_line": 5,
}

finding := {
	"rule": "selector-unmatched",
	"model": "m",
	"path": "tunegate.yaml",
	"line": 5,
	"end_line": 5,
	"element": "x.yaml#/a",
	"msg": "the base_model selector x.yaml#/a matches nothing",
	"related": [],
}

said(changed) := found if {
	case := fixture.patched([fixture.put("/models/m/unmatched/0", object.union(row, changed))])
	found := {one.msg | some one in rule.deny} with input as case
}

test_in_order if rule.deny == set() with input as fixture.case

test_unmatched if rule.deny == {finding} with input as fixture.patched([fixture.put("/models/m/unmatched/0", row)])

test_what_it_matched_before if {
	said({"before": "matched", "files": ["x.yaml", "y.yaml"]}) == {"the base_model selector x.yaml#/a matches nothing any more: at the base it matched x.yaml, y.yaml"}
	said({"before": "nothing"}) == {"the base_model selector x.yaml#/a matches nothing, and matched nothing at the base either"}
	said({"before": "new"}) == {"the base_model selector x.yaml#/a matches nothing; this change adds it"}
}

test_a_removed_model_needs_no_selectors if {
	rule.deny == set() with input as fixture.patched([
		fixture.put("/models/m/unmatched/0", row),
		fixture.put("/models/m/status", "removed"),
	])
}

test_selectors_of_parts_of_one_file if {
	rows := [object.union(row, {"selector": sprintf("x.yaml#/%d", [n]), "line": n, "end_line": n}) | some n in numbers.range(5, 11)]
	other := object.union(row, {"selector": "y.yaml#/a", "line": 20, "end_line": 20})
	found := rule.deny with input as fixture.patched([fixture.put("/models/m/unmatched", array.concat(rows, [other]))])
	{[one.line, one.element, one.msg, count(one.related)] | some one in found} == {
		[5, "x.yaml", "7 selectors of parts of x.yaml match nothing (#/5, #/6, #/7, #/8, #/9 and 2 more)", 7],
		[20, "y.yaml#/a", "the base_model selector y.yaml#/a matches nothing", 0],
	}
}

test_what_several_matched_before if {
	said_of({"before": "matched", "files": ["x.yaml"]}) == {"2 selectors of parts of x.yaml match nothing (#/a, #/b) any more: at the base they matched x.yaml"}
	said_of({"before": "new"}) == {"2 selectors of parts of x.yaml match nothing (#/a, #/b); this change adds them"}
}

said_of(changed) := found if {
	rows := [object.union(object.union(row, {"selector": selector}), changed) | some selector in ["x.yaml#/a", "x.yaml#/b"]]
	case := fixture.patched([fixture.put("/models/m/unmatched", rows)])
	found := {one.msg | some one in rule.deny} with input as case
}
