package tunegate.rules.tuned_model_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.tuned_model_mismatch as rule
import rego.v1

trained := fixture.put("/models/m/evidence/artefacts/training-run/document/output", {"id": "i", "digest": fixture.head})

tried(kind, key, digest) := about(kind, key, {"id": "i", "digest": digest})

named(kind, key, name) := about(kind, key, {"id": name, "digest": fixture.head})

about(kind, key, version) := fixture.patched([
	trained,
	fixture.put(sprintf("/models/m/evidence/artefacts/%s/document/%s", [kind, key]), version),
])

finding(kind) := {
	"rule": "tuned-model-mismatch",
	"model": "m",
	"path": sprintf("evidence/m/%s.yaml", [kind]),
	"line": 1,
	"end_line": 1,
	"msg": sprintf("the %s is about sha256:222222222222, the training run put out sha256:111111111111", [kind]),
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as tried("evaluation-results", "tuned_model", fixture.head)
}

test_another_version if {
	every row in [["evaluation-results", "tuned_model"], ["red-team-report", "tested_model"]] {
		rule.deny == {finding(row[0])} with input as tried(row[0], row[1], fixture.other)
	}
}

test_another_id if {
	case := named("red-team-report", "tested_model", "j")
	found := {one.msg | some one in rule.deny} with input as case
	found == {"the red-team-report is about j, the training run put out i"}
}

test_published_as_something_else if {
	rule.deny == set() with input as json.patch(tried("evaluation-results", "tuned_model", fixture.other), [fixture.put(
		"/models/m/evidence/artefacts/training-run/document/output/published",
		[{"id": "k", "digest": fixture.other, "how": "pushed"}],
	)])
}

without_digest(kind) := sprintf("the %s gives no digest of what was tested", [kind])

hosted := [
	fixture.put("/models/m/evidence/artefacts/training-run/document/hosted", {"provider": "p", "job": "j", "result_model": "i"}),
	fixture.put("/models/m/evidence/artefacts/training-run/document/output", {"id": "i"}),
	fixture.put("/models/m/evidence/artefacts/training-run/derived/sources", [{"facts": {
		"providers": ["p"],
		"job": "j",
		"finished": true,
		"result_model": "i",
	}}]),
]

test_without_a_digest if {
	every row in [["evaluation-results", "tuned_model"], ["red-team-report", "tested_model"]] {
		case := about(row[0], row[1], {"id": "i"})
		found := {one.msg | some one in rule.deny} with input as case
		found == {without_digest(row[0])}
		rule.deny == set() with input as json.patch(case, hosted)
	}
}

test_hosted_run_that_no_job_shows if {
	case := json.patch(about("red-team-report", "tested_model", {"id": "i"}), array.slice(hosted, 0, 2))
	found := {one.msg | some one in rule.deny} with input as case
	found == {without_digest("red-team-report")}
}

test_hosted_run_with_weights_of_its_own if {
	put := fixture.put("/models/m/evidence/artefacts/training-run/document/output", {"id": "i", "digest": fixture.head})
	case := json.patch(about("red-team-report", "tested_model", {"id": "i"}), array.concat(hosted, [put]))
	found := {one.msg | some one in rule.deny} with input as case
	found == {without_digest("red-team-report")}
}
