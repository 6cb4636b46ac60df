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

# what the rules find, looked through once: an engine can build all of data.tunegate.rules anew for each look
_denied contains finding if {
	some name
	some finding in data.tunegate.rules[name].deny
}

_warned contains finding if {
	some name
	some finding in data.tunegate.rules[name].warn
}

# what blocks unless a waiver covers it
errors contains finding if {
	some finding in _denied
	not data.tunegate.lib.severities.lowered[finding.rule]
}

errors contains finding if {
	some finding in _warned
	data.tunegate.lib.severities.raised[finding.rule]
}

errors contains data.tunegate.rules.severity_rejected.unknown(row) if {
	some row in input.adjustments
	row.what == "severity"
	not row.name in rule_ids
}

errors contains data.tunegate.rules.waiver_rejected.unknown(row) if {
	some row in input.waivers
	not row.rule in rule_ids
}

deny contains _with_bound(finding) if {
	some finding in errors
	not _is_waived(finding)
	not data.tunegate.lib.modes.set_aside(finding)
}

# what a waiver of it has to name
_with_bound(finding) := object.union(finding, {"waiver": data.tunegate.lib.waivers.subject(finding)}) if _is_waivable(finding)

_with_bound(finding) := finding if not _is_waivable(finding)

_is_waivable(finding) if {
	not data.tunegate.lib.waivers.unwaivable(finding.rule)
	data.tunegate.lib.waivers.subject(finding)
}

# without the id of a rule it is none, and what reads the answer refuses it: no engine may drop it on the way
deny contains finding if {
	some finding in _denied
	not _has_rule(finding)
}

warn contains finding if {
	some finding in _warned
	not _has_rule(finding)
}

_has_rule(finding) if {
	is_object(finding)
	is_string(finding.rule)
}

warn contains data.tunegate.rules.waiver_outdated.changed(row, bound) if {
	some finding in errors
	not _is_waived(finding)
	some [row, bound] in data.tunegate.lib.waivers.outdated(finding)
}

_is_waived(finding) if count(data.tunegate.lib.waivers.covering(finding)) > 0

warn contains finding if {
	some finding in _warned
	not data.tunegate.lib.severities.raised[finding.rule]
}

warn contains finding if {
	some finding in _denied
	data.tunegate.lib.severities.lowered[finding.rule]
}

warn contains object.union(row, {"waived_by": words}) if {
	some row in errors
	some words in data.tunegate.lib.waivers.covering(row)
}

# what would block, and does not: no pass comes of it
warn contains object.union(finding, {"set_aside": words}) if {
	some finding in errors
	not _is_waived(finding)
	words := data.tunegate.lib.modes.set_aside(finding)
}

triggers := data.tunegate.lib.triggers.fired

verdict := "pass" if {
	count(deny) == 0
	not data.tunegate.lib.modes.unreviewed
}

verdict := "not-reviewed" if {
	count(deny) == 0
	data.tunegate.lib.modes.unreviewed
}

verdict := "block" if count(deny) > 0

result := {
	"verdict": verdict,
	"deny": {_with_causes(finding) | some finding in deny},
	"warn": {_with_causes(finding) | some finding in warn},
	"triggers": triggers,
	"rules": rule_ids,
	"policies": stated_digest,
	"accepted_until": data.tunegate.lib.modes.accepted_until,
}

# which changes it is about, for the reports
_with_causes(finding) := object.union(finding, {"causes": data.tunegate.lib.causes.of(finding)}) if count(data.tunegate.lib.causes.found(finding)) > 0

_with_causes(finding) := finding if count(data.tunegate.lib.causes.found(finding)) == 0

_with_causes(finding) := finding if not _has_rule(finding)

# what a bundle of 'tunegate policy bundle' says of itself, in its data
default stated_digest := null

stated_digest := data.tunegate.bundle.digest
