package tunegate.rules.reference_unreviewed_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.reference_unreviewed as rule
import rego.v1

by := {"surface": "training_data", "key": "t.yaml#/data", "path": "t.yaml", "line": 3, "end_line": 4}

row := {"target": "data/more.jsonl", "line": 1, "end_line": 1, "what": "file", "change": "target", "named_by": [by]}

said(patched) := found if {
	deny := rule.deny with input as fixture.patched([fixture.put("/models/m/references/0", patched)])
	found := {[f.path, f.line, f.end_line, f.msg] | some f in deny}
}

test_in_order if rule.deny == set() with input as fixture.case

test_the_file_changed if {
	found := rule.deny with input as fixture.patched([fixture.put("/models/m/references/0", row)])
	found == {{
		"rule": "reference-unreviewed",
		"model": "m",
		"path": "data/more.jsonl",
		"line": 1,
		"end_line": 1,
		"msg": "t.yaml:3 names this file as training_data, and no selector of the model covers it",
	}}
}

test_the_value_changed if {
	said(object.union(row, {"change": "reference"})) == {["t.yaml", 3, 4, "this names data/more.jsonl, and no selector of the model covers that"]}
}

test_several_values if {
	said(object.union(row, {"named_by": [by, by]})) == {["data/more.jsonl", 1, 1, "t.yaml:3 names this file as training_data, as one other value does, and no selector of the model covers it"]}
	said(object.union(row, {"change": "reference", "named_by": [by, by, by]})) == {["t.yaml", 3, 4, "this names data/more.jsonl, as 2 other values do, and no selector of the model covers that"]}
}

test_a_value if {
	value := {"target": ".env", "line": 3, "end_line": 3, "what": "value"}
	said(object.union(row, value)) == {[".env", 3, 3, "t.yaml:3 gets its value from here as training_data, and no selector of the model covers it"]}
	said(object.union(row, object.union(value, {"change": "reference"}))) == {["t.yaml", 3, 4, "this gets its value from .env:3, and no selector of the model covers that"]}
}
