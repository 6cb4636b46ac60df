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
