package tunegate.rules.looks_like_a_surface_test

import data.tunegate.lib.coverage_fixture_test as coverage
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.looks_like_a_surface as rule
import rego.v1

row(changed) := object.union(
	{
		"surface": "system_prompt",
		"key": "src/reply.ts#/greet/text",
		"rule": "shapes",
		"line": 9,
		"end_line": 11,
		"select": "src/reply.ts",
		"exclude": {"path": "src/reply.ts", "key": "/greet/text", "rule": "surface-unreviewed"},
	},
	changed,
)

with_looks(looks, changed) := fixture.patched([fixture.put("/uncovered/0", object.union(
	coverage.uncovered({}),
	object.union({"path": "src/reply.ts", "models": [], "elements": [], "looks": looks}, changed),
))])

messages(found) := {one.msg | some one in found}

test_nothing if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as with_looks([], {})
}

test_one_warning if {
	rule.warn == {{
		"rule": "looks-like-a-surface",
		"model": null,
		"path": "src/reply.ts",
		"line": 9,
		"end_line": 11,
		"msg": "this looks like a part of a model, and no selector covers it: /greet/text, as system_prompt.",
		"related": [],
		"remedy": concat("\n", [
			"Select it in tunegate.yaml, and have the state reviewed:",
			"  models:",
			"    <the model that it belongs to>:",
			"      surfaces:",
			"        system_prompt:",
			"          - \"src/reply.ts\"",
			"Or exclude it there, with a reason:",
			"  recognise:",
			"    exclude:",
			"      - {path: \"src/reply.ts\", rule: surface-unreviewed, reason: <why>, owner: <who>}",
		]),
	}} with input as with_looks([row({})], {})
}

test_one_warning_a_file if {
	messages(rule.warn) == {"this looks like a part of a model, and no selector covers it: /a, as system_prompt; /b, as system_prompt; /c, as system_prompt and 1 more."} with input as with_looks([row({"exclude": {"path": "src/reply.ts", "key": key, "rule": "surface-unreviewed"}}) | some key in ["/a", "/b", "/c", "/d"]], {})
}

test_a_whole_text if {
	messages(rule.warn) == {"this looks like a part of a model, and no selector covers it: the whole file, as system_prompt."} with input as with_looks([row({"exclude": {"path": "src/reply.ts", "key": null, "rule": "surface-unreviewed"}})], {})
}

test_one_for_each_model_of_the_file if {
	count(rule.warn) == 2 with input as with_looks([row({})], {"models": ["m", "n"]})
}

test_nothing_in_an_example if {
	rule.warn == set() with input as with_looks([row({})], {"aside": true})
}
