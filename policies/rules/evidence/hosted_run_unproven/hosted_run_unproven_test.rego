package tunegate.rules.hosted_run_unproven_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.hosted_run_unproven as rule
import rego.v1

job := object.union(derived.named, {"kind": "openai-job", "path": "job.json", "facts": {
	"providers": ["openai"],
	"job": "ftjob-1",
	"status": "succeeded",
	"finished": true,
	"result_model": "ft:a:1",
}})

hosted := {"provider": "openai", "job": "ftjob-1", "result_model": "ft:a:1"}

run(sources, others) := derived.with_sources(sources, [], array.concat(
	[
		fixture.put(sprintf("%s/document/hosted", [derived.run]), hosted),
		fixture.put(sprintf("%s/document/output", [derived.run]), {"id": "ft:a:1"}),
		fixture.put(sprintf("%s/lines/~1hosted", [derived.run]), [30, 33]),
		fixture.put(sprintf("%s/lines/~1hosted~1job", [derived.run]), [32, 32]),
		fixture.put(sprintf("%s/lines/~1hosted~1result_model", [derived.run]), [33, 33]),
		fixture.put(sprintf("%s/lines/~1output~1id", [derived.run]), [40, 40]),
	],
	others,
))

with_facts(facts) := object.union(job, {"facts": object.union(job.facts, facts)})

finding(line, end_line, msg) := derived.at("hosted-run-unproven", line, end_line, msg)

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as run([job], [])
	rule.deny == set() with input as run([derived.implied, with_facts({"providers": ["azure-openai", "openai"]})], [])
	rule.deny == set() with input as run([with_facts({"job": "ftjob-2"}), job], [])
}

test_without_a_job if {
	found := finding(30, 33, "the run is said to be hosted by openai, and no job of theirs is among its sources")
	rule.deny == {found} with input as run([], [])
	rule.deny == {found} with input as run([derived.implied], [])
	rule.deny == {found} with input as run([with_facts({"providers": ["mistral"]})], [])
}

test_another_job if {
	found := finding(32, 32, "no source is the job ftjob-1: job.json is the job ftjob-2, succeeded, with ft:a:1")
	rule.deny == {found} with input as run([with_facts({"job": "ftjob-2"})], [])
}

test_a_job_that_failed if {
	failed := with_facts({"status": "failed", "finished": false, "result_model": null})
	rule.deny == {finding(33, 33, "the job ftjob-1 ended as failed, with no model, not with ft:a:1")} with input as run([failed], [])
}

test_a_job_that_goes_on if {
	running := with_facts({"status": "running", "finished": false})
	rule.deny == {finding(33, 33, "the job ftjob-1 ended as running, with ft:a:1, not with ft:a:1")} with input as run([running], [])
}

test_a_job_with_another_model if {
	found := finding(33, 33, "the job ftjob-1 ended as succeeded, with ft:b:1, not with ft:a:1")
	rule.deny == {found} with input as run([with_facts({"result_model": "ft:b:1"})], [])
}

test_another_output if {
	put := fixture.put(sprintf("%s/document/output/id", [derived.run]), "support:1")
	rule.deny == {finding(40, 40, "the output is support:1, and the provider put out ft:a:1")} with input as run([job], [put])
}
