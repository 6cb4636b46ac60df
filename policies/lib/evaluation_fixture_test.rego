# Evaluation results of one suite with one category, and what the rules find that hold the results against themselves.
package tunegate.lib.evaluation_fixture_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import rego.v1

_results := "/models/m/evidence/artefacts/evaluation-results/document/safety_suites"

# the category as its records have it, of which some facts are others; a function, because one engine evaluates all of a
# package for a value that is named inside 'with'
category(changed) := object.union(_category, changed)

_category := {
	"category": "fraud",
	"class": "disallowed-content",
	"base": {"n": 200, "refused": 190},
	"tuned": {"n": 200, "refused": 191},
	"pairs": {"n": 200, "b": 1, "c": 2},
}

# the suite with these categories, and with outcomes item by item or counts alone
suites(source, categories) := json.patch(drifted.drift({}), [
	fixture.put("/models/m/evidence/drift/suites/0/source", source),
	fixture.put(_results, [{"name": "acme-suite", "categories": categories}]),
])

# the suite with the one category, its outcomes item by item, and further keys
with_suite(more) := json.patch(drifted.drift({}), [fixture.put(
	_results,
	[object.union({"name": "acme-suite", "categories": [_category]}, more)],
)])

finding(rule, msg) := {
	"rule": rule,
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

# a test that compares all of it with what it expects also shows that no other of these rules speaks up
found contains row if some row in data.tunegate.rules.evaluation_before_training.deny

found contains row if some row in data.tunegate.rules.evaluation_categories_mismatch.deny

found contains row if some row in data.tunegate.rules.evaluation_category_repeated.deny

found contains row if some row in data.tunegate.rules.evaluation_class_ambiguous.deny

found contains row if some row in data.tunegate.rules.evaluation_class_mismatch.deny

found contains row if some row in data.tunegate.rules.evaluation_counts_impossible.deny

found contains row if some row in data.tunegate.rules.evaluation_counts_mismatch.deny

found contains row if some row in data.tunegate.rules.evaluation_harmful_excluded.deny

found contains row if some row in data.tunegate.rules.evaluation_models_swapped.deny

found contains row if some row in data.tunegate.rules.evaluation_over_refusal_mismatch.deny

found contains row if some row in data.tunegate.rules.evaluation_polarity_undeclared.deny

found contains row if some row in data.tunegate.rules.evaluation_raw_file_shared.deny

found contains row if some row in data.tunegate.rules.evaluation_records_shared.deny
