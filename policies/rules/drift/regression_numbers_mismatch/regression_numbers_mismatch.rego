# METADATA
# title: The analysis states other numbers than the results give
# description: >-
#   Outcome, class, pairs, counts, loss, bound and adjusted p of each category are computed from the evaluation
#   results.
# custom:
#   id: regression-numbers-mismatch
#   severity: error
#   step: correct
#   remedy: Import the runs again with 'tunegate evidence import', or copy the numbers that 'tunegate drift' prints.
#   requirement: Which categories regressed, and by how much, is documented in the disposition's evidence.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6), Article 15(5)]
package tunegate.rules.regression_numbers_mismatch

import rego.v1

id := "regression-numbers-mismatch"

deny contains data.tunegate.lib.regression.at(id, name, row.pointer, sprintf(
	"%s: it says %s, and the numbers give %s (%s)",
	[data.tunegate.lib.regression.called(row), gap.said, gap.given, data.tunegate.lib.drift.numbers(given)],
)) if {
	some [name, row] in data.tunegate.lib.regression.rows
	some given in data.tunegate.lib.regression.computed(name, row)
	some gap in ((_counted(row.category, given) | _decided(name, row.category, given)) | _of_class(row, given))
}

_counted(said, row) := (({gap |
	said.class != row.class
	gap := {"said": said.class, "given": row.class}
} | {gap |
	some key in ["n", "b", "c"]
	said.pairs[key] != row[key]
	gap := {"said": sprintf("%s = %v", [key, said.pairs[key]]), "given": _number(row[key])}
}) | {gap |
	not said.pairs
	row.kind in {"paired", "clustered"}
	gap := {"said": "nothing of pairs", "given": data.tunegate.lib.drift.numbers(row)}
}) | {gap |
	some side in ["base", "tuned"]
	some key in ["n", "refused"]
	said.counts[side][key] != row[side][key]
	gap := {"said": sprintf("%s.%s = %v", [side, key, said.counts[side][key]]), "given": sprintf("%v", [row[side][key]])}
}

# what the earlier procedures give otherwise is not compared: bound and adjusted p, and how what did not regress is called
_decided(name, said, row) := {gap |
	said.outcome != row.outcome
	not _is_as_before(name, said, row)
	gap := {"said": said.outcome, "given": row.outcome}
} | {gap |
	some key in _numbers(name)
	not data.tunegate.lib.drift.close(said[key], row[key])
	gap := {"said": sprintf("%s = %v", [key, said[key]]), "given": _number(row[key])}
}

_is_as_before(name, said, row) if {
	data.tunegate.lib.regression.is_former(name)
	not "regressed" in {said.outcome, row.outcome}
}

_numbers(name) := ["loss", "upper_bound", "adjusted_p"] if not data.tunegate.lib.regression.is_former(name)

_numbers(name) := [] if data.tunegate.lib.regression.is_former(name)

# a later look may be stated, as one outside of the repository is known to nobody else
_of_class(row, given) := ({gap |
	row.of == "classes"
	row.category.units != given.units
	gap := {"said": sprintf("units = %v", [row.category.units]), "given": _number(given.units)}
} | {gap |
	row.of == "classes"
	row.category.look < given.look
	gap := {"said": sprintf("look = %v", [row.category.look]), "given": _number(given.look)}
}) | {gap |
	said := row.category.same_as
	not _is_same(said, given)
	gap := {"said": sprintf("the same as %s of %s", [said.category, said.suite]), "given": "other items"}
}

_is_same(said, given) if said == given.same_as

_number(value) := sprintf("%v", [value]) if is_number(value)

_number(value) := "none, as the items are not paired" if is_null(value)
