package tunegate.rules.coverage_outdated_test

import data.tunegate.lib.coverage_fixture_test as coverage
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.coverage_outdated as rule
import rego.v1

row(changed) := object.union(
	{
		"path": "deploy/v.yaml",
		"model": "m",
		"aside": false,
		"other_version": false,
		"elements": [
			{"surface": "base_model", "key": "deploy/v.yaml#/judge", "value": "acme/judge", "line": 9, "end_line": 9},
			{"surface": "base_model", "key": "deploy/v.yaml#/template", "value": null, "line": 8, "end_line": 8},
		],
		"more": 0,
	},
	changed,
)

finding := {
	"rule": "coverage-outdated",
	"model": "m",
	"path": "deploy/v.yaml",
	"line": 8,
	"end_line": 8,
	"msg": "no selector covers this, and the disposition of m was not made beside it: deploy/v.yaml#/judge (acme/judge), deploy/v.yaml#/template",
}

exclusion(changed) := object.union({"path": "deploy/**", "key": null, "rule": null, "line": 20, "end_line": 20, "other_version": false}, changed)

with_facts(changed) := fixture.patched([fixture.put("/unselected", coverage.at_commit(changed))])

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as with_facts({})
	rule.warn == set() with input as with_facts({})
}

test_unlisted if rule.deny == {finding} with input as with_facts({"unlisted": [row({})]})

test_unlisted_by_a_list_of_another_version if {
	other := with_facts({"unlisted": [row({"other_version": true})], "unlisted_exclusions": [exclusion({"other_version": true})]})
	rule.deny == set() with input as other
	count(rule.warn) == 2 with input as other
}

test_unlisted_in_an_example if {
	rule.deny == set() with input as with_facts({"unlisted": [row({"aside": true})]})
	count(rule.warn) == 1 with input as with_facts({"unlisted": [row({"aside": true})]})
}

test_unlisted_in_a_file_of_no_model if {
	found := rule.deny with input as with_facts({"unlisted": [row({"model": null})]})
	some one in found
	startswith(one.msg, "no selector covers this, and no disposition was made beside it")
}

test_unlisted_reference if {
	one := object.union(object.filter(coverage.reference({}), ["target", "line", "end_line", "what", "named_by"]), {"model": "m", "other_version": false})
	facts := with_facts({"unlisted_references": [one]})
	found := rule.deny with input as facts
	{[f.model, f.path, f.line, f.msg] | some f in found} == {["m", "data/more.jsonl", 1, "t.yaml:3 names this file as training_data, no selector of the model covers it, and the disposition of m was not made beside it"]}
	rule.warn == set() with input as facts
	milder := with_facts({"unlisted_references": [object.union(one, {"other_version": true})]})
	rule.deny == set() with input as milder
	count(rule.warn) == 1 with input as milder
}

test_unlisted_exclusion if {
	found := rule.deny with input as with_facts({"unlisted_exclusions": [exclusion({}), exclusion({"path": "a.yaml", "key": "/x", "line": 21, "end_line": 21})]})
	{[one.line, one.msg] | some one in found} == {
		[20, "no disposition was made beside the exclusion of deploy/**"],
		[21, "no disposition was made beside the exclusion of a.yaml /x"],
	}
}

test_whole_findings if {
	facts := with_facts({"unlisted_exclusions": [exclusion({})]})
	rule.deny == {{
		"rule": "coverage-outdated",
		"model": null,
		"path": "tunegate.yaml",
		"line": 20,
		"end_line": 20,
		"msg": "no disposition was made beside the exclusion of deploy/**",
	}} with input as facts
	one := object.union(object.filter(coverage.reference({}), ["target", "line", "end_line", "what", "named_by"]), {"model": "m", "other_version": false, "end_line": 2})
	{object.remove(found, ["msg"]) | some found in rule.deny} == {{
		"rule": "coverage-outdated",
		"model": "m",
		"path": "data/more.jsonl",
		"line": 1,
		"end_line": 2,
	}} with input as with_facts({"unlisted_references": [one]})
}

test_either_or if {
	both := with_facts({"unlisted": [row({"other_version": true}), row({"aside": true, "path": "b.yaml"})], "unlisted_exclusions": [exclusion({"other_version": true}), exclusion({"path": "b"})]})
	{found.path | some found in rule.warn} == {"deploy/v.yaml", "b.yaml", "tunegate.yaml"} with input as both
	count(rule.deny) == 1 with input as both
	count(rule.warn) == 0 with input as with_facts({"unlisted": [row({})], "unlisted_exclusions": [exclusion({})]})
}

determined(approval) := with_facts({
	"unlisted_exclusions": [exclusion({"path": "a.yaml", "key": "/x", "rule": "surface-unreviewed"})],
	"determined": [{
		"path": "evidence/control-plane/determinations/d.yaml",
		"exclusions": [{"path": "a.yaml", "key": "/x", "rule": "surface-unreviewed"}],
		"approval": approval,
	}],
})

test_an_exclusion_that_a_determination_lists if {
	rule.deny == set() with input as determined(fixture.approval)
	count(rule.deny) == 1 with input as determined(object.union(fixture.approval, {"counted": []}))
	count(rule.deny) == 1 with input as json.patch(determined(fixture.approval), [fixture.put("/control_plane/approvers", null)])
}

test_a_list_that_cannot_be_read if {
	found := rule.deny with input as with_facts({"lists": {"m": {"recorded": true, "problem": "it is not on file"}}})
	{[one.path, one.line, one.msg] | some one in found} == {["evidence/m/disposition.yaml", 1, "a list of what was left out of the review cannot be read: it is not on file"]}
}
