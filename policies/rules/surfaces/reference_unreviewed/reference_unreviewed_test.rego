package tunegate.rules.reference_unreviewed_test

import data.tunegate.lib.coverage_fixture_test as coverage
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.reference_unreviewed as rule
import rego.v1

remedy := concat("\n", [
	"Select it in tunegate.yaml, and have the state reviewed:",
	"  models:",
	"    m:",
	"      surfaces:",
	"        training_data:",
	"          - \"data/more.jsonl\"",
	"Or exclude it there, with a reason:",
	"  recognise:",
	"    exclude:",
	"      - {path: \"data/more.jsonl\", rule: reference-unreviewed, reason: <why>, owner: <who>}",
])

with_row(changed) := fixture.patched([fixture.put("/models/m/references/0", coverage.reference(changed))])

said(changed) := found if {
	deny := rule.deny with input as with_row(changed)
	found := {[f.path, f.line, f.end_line, f.msg] | some f in deny}
}

test_in_order if rule.deny == set() with input as fixture.case

test_the_file_changed if {
	found := rule.deny with input as with_row({})
	found == {{
		"rule": "reference-unreviewed",
		"model": "m",
		"path": "data/more.jsonl",
		"line": 1,
		"end_line": 1,
		"msg": "t.yaml:3 names this file as training_data, and no selector of the model covers it.",
		"related": [],
		"remedy": remedy,
	}}
}

test_the_value_changed if {
	said({"change": "reference"}) == {["t.yaml", 3, 4, "this names data/more.jsonl, and no selector of the model covers that."]}
}

test_several_values if {
	by := coverage.naming
	said({"named_by": [by, by]}) == {["data/more.jsonl", 1, 1, "t.yaml:3 names this file as training_data, as one other value does, and no selector of the model covers it."]}
	said({"change": "reference", "named_by": [by, by, by]}) == {["t.yaml", 3, 4, "this names data/more.jsonl, as 2 other values do, and no selector of the model covers that."]}
}

test_a_value if {
	value := {"target": ".env", "line": 3, "end_line": 3, "what": "value"}
	said(value) == {[".env", 3, 3, "t.yaml:3 gets its value from here as training_data, and no selector of the model covers it."]}
	said(object.union(value, {"change": "reference"})) == {["t.yaml", 3, 4, "this gets its value from .env:3, and no selector of the model covers that."]}
}

test_one_place_on_two_surfaces if {
	prompt := object.union(coverage.naming, {"surface": "system_prompt"})
	found := rule.deny with input as with_row({"named_by": [coverage.naming, prompt]})
	some one in found
	contains(one.remedy, "        system_prompt:\n          - \"data/more.jsonl\"\n        training_data:\n          - \"data/more.jsonl\"\n")
	count(split(one.remedy, "rule: reference-unreviewed")) == 2
}

# -- one finding a place

with_rows(changes) := fixture.patched([fixture.put("/models/m/references", [coverage.reference(changed) | some changed in changes])])

test_several_values_of_a_file if {
	value := {"target": ".env", "what": "value"}
	found := rule.deny with input as with_rows([
		object.union(value, {"line": 3, "select": ".env#/A", "exclude": {"path": ".env", "key": "/A", "rule": "reference-unreviewed"}}),
		object.union(value, {"line": 5, "select": ".env#/B", "exclude": {"path": ".env", "key": "/B", "rule": "reference-unreviewed"}}),
	])
	some one in found
	count(found) == 1
	one.line == 3
	one.msg == "line 3 is what t.yaml:3 stands for as training_data, line 5 is what t.yaml:3 stands for as training_data, and no selector of the model covers them."
	count(one.related) == 2
	contains(one.remedy, "          - \".env#/A\"\n          - \".env#/B\"\n")
	contains(one.remedy, "key: \"/B\"")
}

test_several_files_of_a_value if {
	found := rule.deny with input as with_rows([
		{"change": "reference"},
		{"change": "reference", "target": "data/other.jsonl"},
		{"change": "reference", "target": ".env", "what": "value", "line": 7},
	])
	{one.msg | some one in found} == {"this names data/more.jsonl, data/other.jsonl, and this gets its value from .env:7, and no selector of the model covers them."}
}

test_a_file_that_takes_a_reviewed_ones_place if {
	taken := {"surface": "system_prompt", "path": "data/more.jsonl", "reviewed": "x.yaml", "reader": "Tool"}
	case := json.patch(with_rows([{}, {"change": "reference"}]), [fixture.put("/models/m/shadowed/0", taken)])
	found := rule.deny with input as case
	{one.path | some one in found} == {"t.yaml"}
}

# -- an exclusion of the head

proposed(changed) := {"proposed": object.union({"path": "data/more.jsonl", "key": null, "rule": "reference-unreviewed", "exact": true, "line": 30, "end_line": 30}, changed)}

listed(row) := json.patch(with_row(proposed({})), [
	fixture.put("/control_plane/determinations/0", fixture.control_determination),
	fixture.put("/control_plane/determinations/0/document/exclusions", [row]),
])

test_an_exclusion_that_waits_for_its_merge if {
	some [_, _, _, msg] in said(proposed({}))
	endswith(msg, " The exclusion on line 30 of tunegate.yaml counts once it is merged: before that, an approved determination of this change has to list it.")
	some [_, _, _, inexact] in said(proposed({"exact": false}))
	endswith(inexact, "before that, only one that names one path and one rule can.")
}

test_an_exclusion_that_is_listed if {
	rule.deny == set() with input as listed({"path": "data/more.jsonl", "rule": "reference-unreviewed"})
	count(rule.deny) == 1 with input as listed({"path": "data/more.jsonl", "rule": "surface-unreviewed"})
	count(rule.deny) == 1 with input as listed({"path": "data/other.jsonl", "rule": "reference-unreviewed"})
}
