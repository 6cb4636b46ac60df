# METADATA
# title: What a disposition accepts
# description: The accepted risks of a disposition that name an item of the evidence.
package tunegate.lib.accepted

import rego.v1

# the entries about an item, each with who accepts it
of(name, list, key) := {object.union(item, {"accepted_by": risk.accepted_by}) |
	some risk in data.tunegate.lib.facts.dispositions[name].document.residual_risks
	some item in risk.accepts
	item.list == list
	item.key == key
}

# whether one of them accepts a value of which less is worse, or more is
at_least(name, list, key, value) if {
	some item in of(name, list, key)
	value >= item.value
}

at_most(name, list, key, value) if {
	some item in of(name, list, key)
	value <= item.value
}

# what to write, to be pasted
lines(list, key, value) := concat("\n", [
	"  residual_risks:",
	"    - risk: ...",
	"      accepted_by: ...",
	"      accepts:",
	sprintf("        - {list: %s, key: %s%s}", [list, data.tunegate.lib.facts.quoted(key), value]),
])
