package tunegate.lib.facts_test

import data.tunegate.lib.facts
import rego.v1

test_key_that_is_not_there_is_shown_at_the_top if {
	facts.at("r", "m", {"path": "p.yaml", "lines": {"/a": [2, 3]}}, "/b", "words") == {
		"rule": "r",
		"model": "m",
		"path": "p.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "words",
	}
}

test_value_without_lines_is_shown_at_the_nearest_key_above if {
	doc := {"lines": {"": [1, 99], "/a": [2, 30], "/a/0": [3, 9], "/a/1/b": [12, 14], "/ab": [40, 41]}}
	every pointer, place in {
		"": [1, 99],
		"/a": [2, 30],
		"/a/0/b/c": [3, 9],
		"/a/1": [2, 30],
		"/a/1/b": [12, 14],
		"/a/1/b/2/c": [12, 14],
		"/a/1/bc": [2, 30],
		"/ab/c": [40, 41],
		"/b": [1, 1],
		"/b/a/0": [1, 1],
	} {
		facts.place(doc, pointer) == place
	}
}

test_change_without_values_or_detail if {
	facts.what_changed({"key": "k", "old": null, "new": null, "detail": null}) == "k"
}

test_change_with_one_value if {
	facts.what_changed({"key": "k", "old": null, "new": true, "detail": "d"}) == "k (nothing -> true)"
	facts.what_changed({"key": "k", "old": 1, "new": null, "detail": null}) == "k (1 -> nothing)"
	example := {"surface": "training_data", "old": "a", "new": "b", "detail": "added: 1 record"}
	facts.what_changed(object.union(example, {"key": "d.jsonl"})) == "d.jsonl (added: 1 record)"
	facts.what_changed(object.union(example, {"key": "t.yaml#/a"})) == "t.yaml#/a (a -> b)"
	facts.what_changed(object.union(example, {"key": "d.csv", "detail": null})) == "d.csv (a -> b)"
	facts.what_changed(object.union(example, {"key": "p.md", "surface": "system_prompt"})) == "p.md (a -> b)"
}

test_surface_that_changed_without_keys if {
	facts.changes_in({"made_for": {"changed": {"base_model": {"count": 0, "keys": []}}}}, {"base_model"}) == "base_model"
}

test_text_in_quotes if {
	facts.quoted("a > b") == `"a > b"`
	facts.quoted("a \"b\"\nc\\d") == `"a \"b\"\nc\\d"`
}

test_five_names_are_listed if {
	facts.listed(["a", "b", "c", "d", "e"]) == "a, b, c, d, e"
	facts.listed(["a", "b", "c", "d", "e", "f"]) == "a, b, c, d, e and 1 more"
}

test_related_place if {
	facts.related({"path": "p.yaml", "lines": {"/a": [2, 3]}}, "/a", "words") == {
		"path": "p.yaml",
		"line": 2,
		"end_line": 3,
		"message": "words",
	}
}

moved := {"made_for": {"moved": [{"surface": "output_filter", "from": "g/a.yml", "to": "h/a.yml"}]}}

test_file_that_only_moved if {
	facts.now_at(moved, "output_filter", "g/a.yml") == "h/a.yml"
	facts.now_at(moved, "output_filter", "g/a.yml#/rails/0") == "h/a.yml#/rails/0"
	facts.now_at(moved, "system_prompt", "g/a.yml") == "g/a.yml"
	facts.now_at(moved, "output_filter", "g/b.yml#/x") == "g/b.yml#/x"
	facts.now_at({"made_for": {}}, "output_filter", "g/a.yml") == "g/a.yml"
}
