# METADATA
# title: The re-assessment gate
# description: >-
#   Collects what every rule found over one case. The case is described by schemas/case.schema.json; the answer is
#   the rule `result`.
package tunegate

import rego.v1

settings := input.settings

rule_ids contains id if {
	some name
	id := data.tunegate.rules[name].id
}

deny contains finding if {
	some name
	some finding in data.tunegate.rules[name].deny
}

warn contains finding if {
	some name
	some finding in data.tunegate.rules[name].warn
}

triggers := data.tunegate.lib.triggers.fired

verdict := "pass" if count(deny) == 0

verdict := "block" if count(deny) > 0

result := {
	"verdict": verdict,
	"deny": deny,
	"warn": warn,
	"triggers": triggers,
	"rules": rule_ids,
}
