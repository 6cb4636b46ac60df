# METADATA
# title: Which model a name is of
# description: >-
#   Holds the names that runs and documents have for a model against the names and versions that the surfaces pin. The
#   input has `pins`, an object of the lists `base` and `tuned`, and `names`, a list of objects of `side` and `name`. The
#   answer is the rule `result`: indices of `names`.
package tunegate.pins

import rego.v1

result := {"swapped": swapped, "unpinned": unpinned}

# pinned as the model of the other side
swapped contains i if {
	some i, row in input.names
	not data.tunegate.lib.drift.is_named(row.name, input.pins[row.side])
	data.tunegate.lib.drift.is_named(row.name, input.pins[_opposite[row.side]])
}

# not pinned as the model of its side, where that has pins
unpinned contains i if {
	some i, row in input.names
	count(input.pins[row.side]) > 0
	not data.tunegate.lib.drift.is_named(row.name, input.pins[row.side])
}

_opposite := {"base": "tuned", "tuned": "base"}
