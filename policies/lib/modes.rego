# METADATA
# title: What is let in without a review
# description: >-
#   Observe mode, which the trusted configuration sets and a command can only tighten; and baselines, under which nothing
#   that a pack would have to say blocks. What is set aside is reported as a warning, and no pass comes of it.
package tunegate.lib.modes

import rego.v1

observing if {
	input.enforcement.configured == "observe"
	input.enforcement.asked != "enforce"
}

# no pass can come of this case, whatever was found
unreviewed if observing

unreviewed if count(accepted_until) > 0

# by what an error does not block; undefined where it does
set_aside(finding) := "observe mode" if {
	observing
	not _blocks_anyway(finding)
}

set_aside(finding) := sprintf("the baseline until %s", [_until(finding)]) if {
	not observing
	_until(finding)
}

_blocks_anyway(finding) if finding.rule in data.tunegate.lib.tables.blocks_when_observed

# a disposition that is taken out is a decision that somebody takes back
_blocks_anyway(finding) if {
	finding.rule == "disposition-missing"
	"base" in input.models[finding.model].evidence.adopted_before.decided
}

# the last day of the baseline by which a finding about a pack that is not asked for yet does not block
_until(finding) := data.tunegate.lib.baselines.in_force[finding.model].document.expires if _is_of_the_pack(finding)

# of what was left out no model is named
_until(finding) := max(accepted_until) if {
	is_null(finding.model)
	finding.rule in data.tunegate.lib.tables.asked_with_a_pack
	count(accepted_until) > 0
}

# the days until which baselines in force let models in
accepted_until contains doc.document.expires if some doc in data.tunegate.lib.baselines.in_force

# where the models were judged one at a time, those of the others
accepted_until contains day if some day in input.part.accepted_until

_is_of_the_pack(finding) if finding.rule in data.tunegate.lib.tables.asked_with_a_pack

# what the change itself fires is not about the pack, wherever it stands
_is_of_the_pack(finding) if {
	not finding.rule in data.tunegate.lib.tables.fixed_severity
	some doc in input.models[finding.model].evidence.artefacts
	doc.path == data.tunegate.lib.waivers.home(finding)
}
