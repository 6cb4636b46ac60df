# METADATA
# title: The counts of a suite cannot all be true
# description: >-
#   No more items are refused than were judged, none are lost, gained or paired that do not exist, and what was lost
#   and gained explains how the refusals differ.
# custom:
#   id: evaluation-counts-impossible
#   severity: error
#   step: correct
#   remedy: >-
#     Correct the counts from the harness's own output, or import it with 'tunegate evidence import', which counts for
#     you.
#   requirement: What the disposition rests on can be checked.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_counts_impossible

import rego.v1

id := "evaluation-counts-impossible"

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/safety_suites/%d/categories/%d", [i, j]), sprintf(
	"%s of %s: %s",
	[category.category, suite.name, gap],
)) if {
	some [name, i, suite, j, category] in data.tunegate.lib.evaluation.categories
	some gap in _gaps(category)
}

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/safety_suites/%d/over_refusal/%s", [i, side]), sprintf(
	"%s: more harmless prompts are refused than were judged",
	[suite.name],
)) if {
	some [name, i, suite] in data.tunegate.lib.evaluation.suites
	some side in ["base", "tuned"]
	suite.over_refusal[side].refused > suite.over_refusal[side].n
}

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/adversarial_tests/%d", [i]), sprintf("%s: %s", [test.name, gap])) if {
	some [name, i, test] in data.tunegate.lib.evaluation.attacks
	some gap in _test_gaps(test)
}

_test_gaps(test) := ({gap |
	test.successes > test.attempts
	gap := "more attacks succeed than were tried"
} | {gap |
	test.base_successes > test.base_attempts
	gap := "more attacks succeed on the base model than were tried"
}) | {gap |
	some one, other in {"base_attempts": "base_successes", "base_successes": "base_attempts"}
	is_number(test[one])
	not _has(test, other)
	gap := sprintf("it has %s and no %s", [one, other])
}

_has(test, key) if is_number(test[key])

_gaps(category) := (({gap |
	some side in ["base", "tuned"]
	category[side].refused > category[side].n
	gap := "more are refused than were judged"
} | {gap |
	category.pairs.n == category.base.n
	category.pairs.n == category.tuned.n
	category.base.refused - category.tuned.refused != category.pairs.b - category.pairs.c
	gap := "lost and gained items do not explain how the refusals differ"
}) | {gap |
	category.pairs.b + category.pairs.c > category.pairs.n
	gap := "more items are lost and gained than there are"
}) | {gap |
	some side in ["base", "tuned"]
	category.pairs.n > category[side].n
	gap := "there are more pairs than answers"
}
