package tunegate.rules.signature_rejected_test

import data.tunegate.lib.baselines_fixture_test as adoption
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.signature_rejected as rule
import rego.v1

rejected := {
	"reason": "document",
	"message": "risk@acme.example signed another document, or the signature is spoiled",
	"principal": "risk@acme.example",
	"fingerprint": "SHA256:k",
	"line": 7,
	"path": "x.yaml.sig",
	"form": 2,
}

kept(problem) := {"path": "evidence/m/forms/v1/disposition.yaml", "form": 1, "problem": problem}

uncounted(reason) := {"principal": "x@acme.example", "method": "ssh", "by": "SHA256:x", "reason": reason}

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as fixture.determined
}

test_rejected if {
	rule.warn == {{
		"rule": "signature-rejected",
		"model": "m",
		"path": "x.yaml.sig",
		"line": 7,
		"end_line": 7,
		"msg": "the signature does not count: risk@acme.example signed another document, or the signature is spoiled",
	}} with input as fixture.patched([fixture.put("/models/m/evidence/disposition/approval/rejected/0", rejected)])
}

test_kept_signatures_that_are_for_another_document if {
	unsigned := fixture.patched([
		fixture.put("/models/m/evidence/disposition/approval/present", false),
		fixture.put("/models/m/evidence/disposition/approval/kept", [kept("it is not an older form of it")]),
	])
	rule.warn == {{
		"rule": "signature-rejected",
		"model": "m",
		"path": "evidence/m/forms/v1/disposition.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "the signatures on form 1 do not count for evidence/m/disposition.yaml: it is not an older form of it",
	}} with input as unsigned
	rule.warn == set() with input as json.patch(
		unsigned,
		[fixture.put("/models/m/evidence/disposition/approval/kept", [kept(null)])],
	)
	rule.warn == set() with input as json.patch(
		unsigned,
		[fixture.put("/models/m/evidence/disposition/approval/present", true)],
	)
}

test_uncounted if {
	every reason, words in {
		"not-an-approver": "it is none of the approvers",
		"method-not-allowed": "the configuration does not allow this method",
	} {
		rule.warn == {{
			"rule": "signature-rejected",
			"model": "m",
			"path": "evidence/m/determinations/d.yaml",
			"line": 1,
			"end_line": 99,
			"msg": sprintf("the approval of x@acme.example by SHA256:x does not count: %s", [words]),
		}} with input as json.patch(
			fixture.determined,
			[fixture.put("/models/m/evidence/determinations/0/approval/uncounted/0", uncounted(reason))],
		)
	}
}

test_an_old_determination_is_history if {
	rule.warn == set() with input as json.patch(fixture.determined, [
		fixture.put("/models/m/evidence/determinations/0/made_for/state", fixture.other),
		fixture.put("/models/m/evidence/determinations/0/approval/uncounted/0", uncounted("not-an-approver")),
	])
}

test_on_a_baseline if {
	row := {"principal": "x@acme.example", "method": "ssh", "by": "SHA256:k", "reason": "not-an-approver"}
	{finding.path | some finding in rule.warn} == {"evidence/m/baseline.yaml"} with input as adoption.adopted([fixture.put("/models/m/evidence/baseline/approval/uncounted", [row])])
}
