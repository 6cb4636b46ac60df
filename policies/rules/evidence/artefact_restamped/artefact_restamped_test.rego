package tunegate.rules.artefact_restamped_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.drift_fixture_test as drift
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.former_fixture_test as former
import data.tunegate.rules.artefact_restamped as rule
import rego.v1

finding(kind, msg) := {
	"rule": "artefact-restamped",
	"model": "m",
	"path": sprintf("evidence/m/%s.yaml", [kind]),
	"line": 3,
	"end_line": 3,
	"msg": msg,
	"remedy": sprintf(
		"Redo it. If it was checked and holds as it is, have the disposition say why:\n  tunegate disposition draft --renewed %s=REASON",
		[kind],
	),
}

same(changed) := {"same_content": true, "changed": changed}

overhang := "overhang-statement"

reason(row) := fixture.put("/models/m/evidence/disposition/document/renewed", [row])

explained := {"artefact": overhang, "state": fixture.head, "reason": "it holds"}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as former.with_before(overhang, same([]), [])
	rule.deny == set() with input as former.with_before(overhang, same(["training_data"]), [])
	rule.deny == set() with input as former.with_before(overhang, {"changed": ["system_prompt"]}, [])
	rule.deny == set() with input as former.with_before(overhang, object.union(same(["system_prompt"]), {"same_state": true}), [])
}

test_same_content if {
	expected := finding(overhang, "the overhang-statement was renewed with the content of the base commit's, and since then these changed: output_filter, system_prompt")
	rule.deny == {expected} with input as former.with_before(overhang, same(["system_prompt", "training_data", "output_filter"]), [])
}

test_explained if {
	case := former.with_before(overhang, same(["system_prompt"]), [])
	rule.deny == set() with input as json.patch(case, [reason(explained)])
	count(rule.deny) == 1 with input as json.patch(case, [reason(object.union(explained, {"artefact": "training-run"}))])
	count(rule.deny) == 1 with input as json.patch(case, [reason(object.union(explained, {"state": fixture.other}))])
}

test_same_runs if {
	row := {"list": "adversarial_tests", "key": "personas"}
	case := former.with_before("evaluation-results", {"changed": ["training_data"], "reused": [row]}, [])
	rule.deny == {finding("evaluation-results", "the evaluation-results was renewed with the runs of the base commit's for personas, and since then these changed: training_data")} with input as case
	count(rule.deny) == 1 with input as json.patch(case, [fixture.put("/models/m/evidence/before/evaluation-results/same_content", true)])
}

suites(tuned) := json.patch(drift.tested_before({}, []), [
	fixture.put("/models/m/evidence/before", {"evaluation-results": object.union(former.before, {"changed": ["training_recipe"]})}),
	fixture.put("/models/m/evidence/tested_before/reused", [{"suite": "acme-suite", "path": "runs/tuned.eval"}]),
	fixture.put("/models/m/evidence/tested_before/same_tuned", tuned),
])

test_same_runs_of_suites if {
	rule.deny == {finding("evaluation-results", "the evaluation-results was renewed with the runs of the base commit's for acme-suite, and since then these changed: training_recipe")} with input as suites(true)
	rule.deny == set() with input as suites(false)
}

test_a_reason_against_a_source if {
	run := "training-run"
	kept := object.union(former.before, same(["training_recipe"]))
	case := derived.with_sources([derived.implied], [derived.value], [
		fixture.put("/models/m/evidence/before", {run: kept}),
		reason(object.union(explained, {"artefact": run})),
	])
	msg := "the training-run was renewed with the content of the base commit's, and since then these changed: training_recipe; its sources now give another value for /seed"
	rule.deny == {finding(run, msg)} with input as case
	rule.deny == set() with input as json.patch(case, [fixture.put("/models/m/evidence/artefacts/training-run/derived/values/0/agrees", true)])
	manifest := object.union(former.before, same(["training_data"]))
	rule.deny == set() with input as json.patch(case, [
		fixture.put("/models/m/evidence/before", {"training-data-manifest": manifest}),
		reason(object.union(explained, {"artefact": "training-data-manifest"})),
	])
}
