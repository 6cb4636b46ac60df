package tunegate.rules.surface_unreviewed_test

import data.tunegate.lib.coverage_fixture_test as coverage
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.surface_unreviewed as rule
import rego.v1

remedy := concat("\n", [
	"Select it in tunegate.yaml, and have the state reviewed:",
	"  models:",
	"    m:",
	"      surfaces:",
	"        output_filter:",
	"          - \"deploy/v.yaml#/guard/enabled\"",
	"Or exclude it there, with a reason:",
	"  recognise:",
	"    exclude:",
	"      - {path: \"deploy/v.yaml\", key: \"/guard/enabled\", rule: surface-unreviewed, reason: <why>, owner: <who>}",
])

finding := {
	"rule": "surface-unreviewed",
	"model": "m",
	"path": "deploy/v.yaml",
	"line": 7,
	"end_line": 7,
	"msg": "no selector covers what this change adds or changes: /guard/enabled (true -> false).",
	"related": [],
	"remedy": remedy,
}

with_file(file) := fixture.patched([fixture.put("/uncovered/0", file)])

with_element(changed) := with_file(coverage.uncovered(changed))

messages(found) := {row.msg | some row in found}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.warn == set() with input as fixture.case
}

test_changed if {
	rule.deny == {finding} with input as with_element({})
	rule.warn == set() with input as with_element({})
}

test_added if {
	messages(rule.deny) == {"no selector covers what this change adds or changes: /guard/enabled (false)."} with input as with_element({"status": "added", "old": null})
}

test_a_value_that_is_not_shown if {
	messages(rule.deny) == {"no selector covers what this change adds or changes: /guard/enabled."} with input as with_element({"old": null, "value": null})
}

test_no_longer_selected if {
	messages(rule.deny) == {"this change takes away the selector of: /guard/enabled (true)."} with input as with_element({"status": "uncovered", "value": true})
}

test_removed_is_a_warning if {
	removed := with_element({"status": "removed", "value": null, "line": null, "end_line": null})
	rule.deny == set() with input as removed
	{[row.line, row.msg] | some row in rule.warn} == {[null, "this change removes it, and no selector covered it: /guard/enabled (true)"]} with input as removed
}

test_moved_is_a_warning if {
	moved := with_file(object.union(coverage.uncovered({"status": "moved"}), {"base_path": "deploy/old.yaml"}))
	rule.deny == set() with input as moved
	messages(rule.warn) == {"this change moves it from deploy/old.yaml, and no selector covered it: /guard/enabled (false)"} with input as moved
}

test_one_finding_a_file_and_model if {
	one := coverage.uncovered({}).elements[0]
	file := object.union(coverage.uncovered({}), {
		"models": ["a", "m"],
		"elements": [object.union(one, {"line": number, "end_line": number}) | some number in numbers.range(1, 7)],
		"more": 3,
	})
	found := rule.deny with input as with_file(file)
	{[row.model, row.line, count(row.related)] | some row in found} == {["a", 1, 7], ["m", 1, 7]}
	some row in found
	endswith(row.msg, "/guard/enabled (true -> false) and 5 more.")
}

test_a_file_of_no_model if {
	file := object.union(coverage.uncovered({"exclude": {"path": "x.md", "key": null, "rule": "surface-unreviewed"}}), {"models": []})
	found := rule.deny with input as with_file(file)
	{[row.model, row.msg] | some row in found} == {[null, "no selector covers what this change adds or changes: the whole file, as output_filter (true -> false)."]}
	some row in found
	contains(row.remedy, "    <the model that it belongs to>:")
	contains(row.remedy, "      - {path: \"x.md\", rule: surface-unreviewed, ")
}

test_an_example_is_a_warning if {
	file := object.union(coverage.uncovered({}), {"models": [], "aside": true})
	rule.deny == set() with input as with_file(file)
	messages(rule.warn) == {"no selector covers what this change adds or changes in what looks like documentation, an example or evaluation: /guard/enabled (true -> false)."} with input as with_file(file)
}

proposed(changed) := object.union({"path": "deploy/v.yaml", "key": "/guard/enabled", "rule": "surface-unreviewed", "exact": true, "line": 20, "end_line": 24}, changed)

listing(row) := json.patch(with_element({"proposed": proposed({})}), [
	fixture.put("/changes/0", fixture.control_change),
	fixture.put("/control_plane/determinations/0", fixture.control_determination),
	fixture.put("/control_plane/determinations/0/document/exclusions", [row]),
])

named := {"path": "deploy/v.yaml", "key": "/guard/enabled", "rule": "surface-unreviewed"}

test_an_exclusion_that_an_approved_determination_lists if rule.deny == set() with input as listing(named)

test_an_exclusion_that_nobody_can_approve if {
	found := rule.deny with input as json.patch(listing(named), [fixture.put("/control_plane/approvers", null)])
	some row in found
	contains(row.msg, "The exclusion on line 20 of tunegate.yaml counts once it is merged: before that, a determination that lists it has to be approved")
}

test_an_exclusion_that_does_not_count_yet if {
	every case in [
		listing(object.union(named, {"key": "/guard"})),
		listing(object.union(named, {"path": "deploy/w.yaml"})),
		listing({"path": "deploy/v.yaml", "rule": "surface-unreviewed"}),
		json.patch(listing(named), [fixture.put("/uncovered/0/elements/0/proposed/exact", false)]),
		json.patch(listing(named), [fixture.put("/control_plane/determinations/0/approval/counted", [])]),
		json.patch(listing(named), [fixture.put("/control_plane/determinations/0/made_for/state", fixture.other)]),
		json.patch(listing(named), [fixture.put("/control_plane/determinations", [])]),
	] {
		count(rule.deny) == 1 with input as case
	}
}
