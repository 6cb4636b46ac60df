# METADATA
# title: What is let in without a review
# description: >-
#   Observe mode, which the trusted configuration sets and a command can only tighten. What it sets aside is reported as a
#   warning, and no pass comes of it.
package tunegate.lib.modes

import rego.v1

observing if {
	input.enforcement.configured == "observe"
	input.enforcement.asked != "enforce"
}

# no pass can come of this case, whatever was found
unreviewed if observing

# by what an error does not block; undefined where it does
set_aside(finding) := "observe mode" if {
	observing
	not _blocks_anyway(finding)
}

_blocks_anyway(finding) if finding.rule in data.tunegate.lib.tables.blocks_when_observed
