package tunegate.rules.evaluation_misstated_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.evaluation_misstated as rule
import rego.v1

suites(source, categories) := json.patch(fixture.drift({}), [
	fixture.put("/models/m/evidence/drift/suites/0/source", source),
	fixture.put("/models/m/evidence/artefacts/evaluation-results/document/safety_suites", [{"name": "acme-suite", "categories": categories}]),
])

finding(msg) := {
	"rule": "evaluation-misstated",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

category := {
	"category": "fraud",
	"class": "disallowed-content",
	"base": {"n": 200, "refused": 190},
	"tuned": {"n": 200, "refused": 191},
	"pairs": {"n": 200, "b": 1, "c": 2},
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as suites("records", [category])
	rule.deny == set() with input as suites("counts", [category])
	rule.deny == set() with input as suites("counts", [object.remove(category, ["pairs"])])
	rule.deny == set() with input as suites("counts", [])
}

test_records_say_something_else if {
	told := "disallowed-content, base 190 of 200, fine-tune 191 of 200, pairs 200/1/2"
	every pair in [
		[{"tuned": {"n": 201, "refused": 192}}, "disallowed-content, base 190 of 200, fine-tune 192 of 201, pairs 200/1/2"],
		[{"class": "indirect-harmful"}, "indirect-harmful, base 190 of 200, fine-tune 191 of 200, pairs 200/1/2"],
		[{"pairs": {"n": 200, "b": 0, "c": 1}}, "disallowed-content, base 190 of 200, fine-tune 191 of 200, pairs 200/0/1"],
	] {
		rule.deny == {finding(sprintf("fraud of acme-suite says %s, and its records say %s", [pair[1], told]))} with input as suites("records", [object.union(category, pair[0])])
		rule.deny == set() with input as suites("counts", [object.union(category, pair[0])])
	}
	none := "disallowed-content, base 190 of 200, fine-tune 191 of 200, pairs none"
	rule.deny == {finding(sprintf("fraud of acme-suite says %s, and its records say %s", [none, told]))} with input as suites("records", [object.remove(category, ["pairs"])])
}

test_category_on_one_side_only if {
	rule.deny == {
		finding("fraud is in the records of acme-suite, and the results do not name it"),
		finding("the records of acme-suite have no item of theft"),
	} with input as suites("records", [object.union(category, {"category": "theft"})])
	rule.deny == set() with input as suites("counts", [object.union(category, {"category": "theft"})])
}

test_counts_that_do_not_fit if {
	every pair in [
		[{"base": {"n": 180, "refused": 190}, "pairs": {"n": 180, "b": 1, "c": 2}}, "more are refused than were judged"],
		[{"tuned": {"n": 190, "refused": 191}, "pairs": {"n": 180, "b": 1, "c": 2}}, "more are refused than were judged"],
		[{"pairs": {"n": 200, "b": 1, "c": 1}}, "lost and gained items do not explain how the refusals differ"],
		[{"pairs": {"n": 2, "b": 1, "c": 2}}, "more items are lost and gained than there are"],
		[{"pairs": {"n": 201, "b": 1, "c": 2}}, "there are more pairs than answers"],
	] {
		rule.deny == {finding(sprintf("fraud of acme-suite: %s", [pair[1]]))} with input as suites("counts", [object.union(category, pair[0])])
	}
}

test_the_sum_is_not_stated_here if {
	rule.deny == set() with input as json.patch(suites("records", [category]), [fixture.put(
		"/models/m/evidence/drift/suites/0/overall/0",
		object.union(fixture.drift_row, {"category": "overall"}),
	)])
}

test_each_suite_by_itself if {
	other := {"name": "other", "categories": [object.union(category, {"category": "theft", "class": "indirect-harmful"})]}
	rule.deny == set() with input as json.patch(suites("records", [category]), [fixture.put(
		"/models/m/evidence/artefacts/evaluation-results/document/safety_suites/1",
		other,
	)])
	same_name := object.union(category, {"base": {"n": 210, "refused": 200}, "tuned": {"n": 210, "refused": 201}})
	rule.deny == set() with input as json.patch(suites("records", [category]), [fixture.put(
		"/models/m/evidence/artefacts/evaluation-results/document/safety_suites/1",
		{"name": "other", "categories": [same_name]},
	)])
}

test_counts_at_their_limits if {
	every changed in [
		{"base": {"n": 2, "refused": 1}, "tuned": {"n": 2, "refused": 2}, "pairs": {"n": 2, "b": 0, "c": 1}},
		{"base": {"n": 3, "refused": 3}, "tuned": {"n": 3, "refused": 3}, "pairs": {"n": 3, "b": 0, "c": 0}},
		{"base": {"n": 3, "refused": 1}, "tuned": {"n": 3, "refused": 2}, "pairs": {"n": 3, "b": 1, "c": 2}},
		{"base": {"n": 210, "refused": 200}},
		{"tuned": {"n": 210, "refused": 200}},
	] {
		rule.deny == set() with input as suites("counts", [object.union(category, changed)])
	}
}

with_suite(more) := json.patch(fixture.drift({}), [fixture.put(
	"/models/m/evidence/artefacts/evaluation-results/document/safety_suites",
	[object.union({"name": "acme-suite", "categories": [category]}, more)],
)])

test_one_raw_file_for_both if {
	files := {"raw_files": {"base": [{"path": "a", "digest": "a"}, {"path": "b", "digest": "b"}], "tuned": [{"path": "b", "digest": "b"}]}}
	copied := json.patch(files, [fixture.put("/raw_files/tuned/0/path", "c")])
	said := {finding("acme-suite names one raw file for both models")}
	rule.deny == said with input as with_suite(files)
	rule.deny == said with input as with_suite(object.union(files, {"reading": {"models": {"base": "x", "tuned": "x"}}}))
	rule.deny == set() with input as with_suite(object.union(files, {"reading": {"models": {"base": "x", "tuned": "y"}}}))
	rule.deny == said with input as with_suite(object.union(copied, {"reading": {"models": {"base": "x", "tuned": "y"}}}))
	rule.deny == set() with input as with_suite({"raw_files": {"base": [{"path": "a", "digest": "a"}], "tuned": [{"path": "a", "digest": "b"}]}})
}

test_nothing_is_compared_with_records_that_cannot_be_read if {
	rule.deny == set() with input as json.patch(suites("records", [object.union(category, {"category": "theft"})]), [
		fixture.put("/models/m/evidence/drift/suites/0/reason", "why"),
		fixture.put("/models/m/evidence/drift/suites/0/results", []),
		fixture.put("/models/m/evidence/drift/suites/0/over_refusal", {"base": {"n": 1, "refused": 1}, "tuned": {"n": 1, "refused": 1}}),
	])
}

recorded(value) := fixture.put("/models/m/evidence/drift/suites/0/over_refusal", value)

test_harmless_prompts if {
	both := {"base": {"n": 50, "refused": 2}, "tuned": {"n": 50, "refused": 9}}
	rule.deny == set() with input as json.patch(with_suite({"over_refusal": both}), [recorded(both)])
	told := "base 2 of 50, fine-tune 9 of 50"
	every pair in [[{"over_refusal": {"base": both.base, "tuned": both.base}}, "base 2 of 50, fine-tune 2 of 50"], [{}, "nothing"]] {
		rule.deny == {finding(sprintf("acme-suite says %s of its harmless prompts, and its records say %s", [pair[1], told]))} with input as json.patch(with_suite(pair[0]), [recorded(both)])
	}
	rule.deny == {finding(sprintf("acme-suite says %s of its harmless prompts, and its records say nothing", [told]))} with input as with_suite({"over_refusal": both})
	counts := fixture.put("/models/m/evidence/drift/suites/0/source", "counts")
	rule.deny == set() with input as json.patch(with_suite({"over_refusal": both}), [counts])
	too_many := {"over_refusal": {"base": {"n": 5, "refused": 5}, "tuned": {"n": 5, "refused": 6}}}
	rule.deny == {finding("acme-suite: more harmless prompts are refused than were judged")} with input as json.patch(with_suite(too_many), [counts])
}

test_two_suites_with_the_same_outcomes if {
	kept := {"records": {"digest": "sha256:1"}}
	second := fixture.put(
		"/models/m/evidence/artefacts/evaluation-results/document/safety_suites/1",
		object.union(kept, {"name": "other", "categories": []}),
	)
	rule.deny == {finding("other and acme-suite name the same outcomes")} with input as json.patch(with_suite(kept), [second])
	rule.deny == set() with input as json.patch(with_suite({"records": {"digest": "sha256:2"}}), [second])
}

set_to(cls) := fixture.put("/settings/alignment_classes", {"fraud": cls})

test_class_of_the_settings if {
	rule.deny == set() with input as json.patch(with_suite({}), [set_to("disallowed-content")])
	rule.deny == {finding("fraud of acme-suite is of the class disallowed-content here, and of indirect-harmful in the settings")} with input as json.patch(
		with_suite({}),
		[set_to("indirect-harmful")],
	)
}

ran(at) := json.patch(with_suite({}), [fixture.put("/models/m/evidence/drift/suites/0/ran_at", at)])

test_run_before_the_training if {
	rule.deny == {finding("acme-suite was run by 2026-10-19T23:59:59Z, before the training run ended at 2026-10-20T00:00:00Z")} with input as ran("2026-10-19T23:59:59Z")
	rule.deny == set() with input as ran("2026-10-20T00:00:00Z")
	rule.deny == set() with input as ran(null)
	rule.deny == set() with input as json.patch(ran("2026-10-19T23:59:59Z"), [fixture.put("/models/m/evidence/trained_until", null)])
}

of(models) := with_suite({"reading": {"models": models}})

mistaken(side, name) := finding(sprintf("acme-suite: the run that stands for the %s is of %s, which the surfaces pin as the other one", [side, name]))

test_run_of_the_other_model if {
	rule.deny == set() with input as of({"base": "hub/Acme/Base", "tuned": "tuned:1"})
	rule.deny == set() with input as of({"base": "x", "tuned": "y"})
	rule.deny == {mistaken("base model", "acme/TUNED:1/")} with input as of({"base": "acme/TUNED:1/", "tuned": "acme/tuned:1"})
	rule.deny == {mistaken("fine-tune", "base")} with input as of({"tuned": "base"})
	rule.deny == {mistaken("base model", "tuned:1"), mistaken("fine-tune", "base")} with input as of({"base": "tuned:1", "tuned": "base"})
}

apart(named) := [fixture.put("/models/m/evidence/drift/suites/0/harmless", [{"category": "fraud-apart", "n": 7, "named": named}])]

test_harmful_prompts_that_are_set_aside if {
	rule.deny == set() with input as json.patch(with_suite({}), apart(null))
	said := {finding("7 outcomes of fraud-apart of acme-suite are set aside as harmless, and it is of the class disallowed-content; where its prompts should be answered, settings.alignment_classes says so")}
	rule.deny == said with input as json.patch(with_suite({}), apart("disallowed-content"))
	rule.deny == said with input as json.patch(with_suite({}), settled_as("disallowed-content"))
	rule.deny == set() with input as json.patch(with_suite({}), settled_as("harmless"))
}

settled_as(cls) := array.concat(apart("disallowed-content"), [fixture.put("/settings/alignment_classes", {"fraud-apart": cls})])

finished(at) := json.patch(with_suite({}), [fixture.put("/models/m/evidence/drift/suites/0/tuned_at", at)])

test_run_of_the_fine_tune_before_the_training if {
	rule.deny == {finding("acme-suite: the run of the fine-tune finished at 2026-10-19T23:59:59Z, before the training run ended at 2026-10-20T00:00:00Z")} with input as finished("2026-10-19T23:59:59Z")
	rule.deny == set() with input as finished("2026-10-20T00:00:00Z")
	rule.deny == set() with input as json.patch(finished("2026-10-19T23:59:59Z"), [fixture.put("/models/m/evidence/trained_until", null)])
}

test_prompts_of_several_classes if {
	double := fixture.put("/models/m/evidence/drift/double", [{"classes": "disallowed-content, indirect-harmful", "n": 7}])
	rule.deny == {finding("7 prompts are of several classes: disallowed-content, indirect-harmful")} with input as json.patch(with_suite({}), [double])
}

test_a_category_that_stands_there_twice if {
	twice := fixture.put("/models/m/evidence/artefacts/evaluation-results/document/safety_suites/0/categories/-", category)
	rule.deny == {finding("fraud of acme-suite stands there twice")} with input as json.patch(suites("records", [category]), [twice])
}
