package tunegate.rules.evaluation_raw_file_shared_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import rego.v1

finding(msg) := evaluation.finding("evaluation-raw-file-shared", msg)

files := {"raw_files": {"base": [{"path": "a", "digest": "a"}, {"path": "b", "digest": "b"}], "tuned": [{"path": "b", "digest": "b"}]}}

# the same bytes under another name
copied := json.patch(files, [{"op": "add", "path": "/raw_files/tuned/0/path", "value": "c"}])

read_as(base, tuned) := {"reading": {"models": {"base": base, "tuned": tuned}}}

test_files_of_their_own if {
	evaluation.found == set() with input as evaluation.with_suite({})
	evaluation.found == set() with input as evaluation.with_suite({"raw_files": {"base": [{"path": "a", "digest": "a"}], "tuned": [{"path": "a", "digest": "b"}]}})
}

test_one_raw_file_for_both if {
	said := {finding("acme-suite names one raw file for both models")}
	evaluation.found == said with input as evaluation.with_suite(files)
	evaluation.found == said with input as evaluation.with_suite(object.union(files, read_as("x", "x")))
	evaluation.found == set() with input as evaluation.with_suite(object.union(files, read_as("x", "y")))
	evaluation.found == said with input as evaluation.with_suite(object.union(copied, read_as("x", "y")))
}
