package tunegate.rules.evidence_dropped_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.former_fixture_test as former
import data.tunegate.rules.evidence_dropped as rule
import rego.v1

finding(kind, list, key) := {
	"rule": "evidence-dropped",
	"model": "m",
	"path": sprintf("evidence/m/%s.yaml", [kind]),
	"line": 1,
	"end_line": 1,
	"msg": sprintf("the %s of the base commit has %s under %s, and this change's does not", [kind, key, list]),
	"remedy": concat("\n", [
		sprintf("Put it back, or say in the %s why it goes:", [kind]),
		"  retired:",
		sprintf("    - list: %s", [list]),
		sprintf("      key: \"%s\"", [key]),
		"      reason: ...",
	]),
}

row(list, key) := {"list": list, "key": key}

said(list, key) := object.union(row(list, key), {"reason": "it is no more"})

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as former.with_before("red-team-report", {}, [])
}

test_gone if {
	rule.deny == {finding("red-team-report", "findings", "RT-1")} with input as former.with_before("red-team-report", {"gone": [row("findings", "RT-1")]}, [])
	rule.deny == {finding("overhang-statement", "capability_classes.controls", "code > p.md")} with input as former.with_before("overhang-statement", {"gone": [row("capability_classes.controls", "code > p.md")]}, [])
	rule.deny == {finding("disposition", "conditions", "C-1")} with input as former.with_before("disposition", {"gone": [row("conditions", "C-1")]}, [])
}

test_given_up if {
	gone := {"gone": [row("findings", "RT-1")]}
	rule.deny == set() with input as former.with_before("red-team-report", gone, [said("findings", "RT-1")])
	count(rule.deny) == 1 with input as former.with_before("red-team-report", gone, [said("findings", "RT-2")])
	count(rule.deny) == 1 with input as former.with_before("red-team-report", gone, [said("in_scope_patterns", "RT-1")])
	old := {"gone": gone.gone, "retired": [said("findings", "RT-1")]}
	count(rule.deny) == 1 with input as former.with_before("red-team-report", old, [said("findings", "RT-1")])
	rule.deny == set() with input as former.with_before("red-team-report", old, [object.union(said("findings", "RT-1"), {"reason": "again"})])
}

test_of_a_disposition if {
	gone := {"gone": [row("conditions", "C-1")]}
	rule.deny == set() with input as former.with_before("disposition", gone, [said("conditions", "C-1")])
}
