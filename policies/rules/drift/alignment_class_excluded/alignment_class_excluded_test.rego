package tunegate.rules.alignment_class_excluded_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.alignment_class_excluded as rule
import rego.v1

results := "/models/m/evidence/artefacts/evaluation-results/document/excluded_classes"

excluded(class, risks, others) := fixture.patched(array.concat(
	[
		fixture.put(results, [{"class": class, "reason": "r"}]),
		fixture.put("/models/m/evidence/disposition/document/residual_risks", risks),
	],
	others,
))

accepted(class, by) := [{"risk": "r", "accepted_by": by, "accepts": [{"list": "excluded_classes", "key": class}]}]

class := "internal-disclosure"

approver := "risk@acme.example"

finding(class, gap) := {
	"rule": "alignment-class-excluded",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": sprintf("the evaluation-results leaves out %s, and %s", [class, gap]),
	"remedy": concat("\n", [
		"Test the class on base model and fine-tune, or have the disposition accept the exclusion:",
		"  residual_risks:",
		"    - risk: ...",
		"      accepted_by: ...",
		"      accepts:",
		sprintf("        - {list: excluded_classes, key: \"%s\"}", [class]),
	]),
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as excluded(class, accepted(class, approver), [])
}

test_accepted_by_nobody if {
	none := finding(class, "no accepted risk of the disposition names it")
	rule.deny == {none} with input as excluded(class, [], [])
	rule.deny == {none} with input as excluded(class, accepted("indirect-harmful", approver), [])
	other := accepted(class, approver)[0]
	rule.deny == {none} with input as excluded(class, [object.union(other, {"accepts": [{"list": "task_evaluations", "key": class}]})], [])
	regression := fixture.patched([fixture.put("/models/m/evidence/artefacts/alignment-regression/document/excluded_classes", [{"class": class, "reason": "r"}])])
	count(rule.deny) == 1 with input as regression
}

test_accepted_by_another if {
	expected := finding(class, "me@acme.example, who accepts that, is none of the approvers (risk@acme.example, safety@acme.example)")
	rule.deny == {expected} with input as excluded(class, accepted(class, "me@acme.example"), [])
}

test_nobody_is_asked if {
	expected := finding(class, "nobody is asked to approve that: name 'approvers' of the model in tunegate.yaml")
	rule.deny == {expected} with input as excluded(class, accepted(class, approver), [fixture.put("/models/m/approvers", null)])
}

injected(others) := excluded("injected-instructions", accepted("injected-instructions", approver), others)

said(source) := object.union(finding("injected-instructions", source), {"remedy": "Test the class: run a suite with instructions in articles or tool responses on base model and fine-tune."})

test_injected_instructions if {
	rule.deny == set() with input as injected([])
	reads := fixture.put("/models/m/reviewed/reads", ["t.yaml#/tools/0"])
	rule.deny == {said("the scope gives it tools or retrieval: t.yaml#/tools/0")} with input as injected([reads])
	rule.deny == set() with input as excluded(class, accepted(class, approver), [reads])
	every decision in ["combination", "retrieval", "tool-use"] {
		rule.deny == {said(sprintf("the decision record says %s", [decision]))} with input as injected([fixture.put("/models/m/evidence/artefacts/decision-record/document/decision", decision)])
	}
	rule.deny == set() with input as injected([fixture.put("/models/m/evidence/artefacts/decision-record/document/decision", "fine-tune")])
}
