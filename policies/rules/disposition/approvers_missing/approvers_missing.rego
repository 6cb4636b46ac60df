# METADATA
# title: Nobody is asked to approve
# description: >-
#   The trusted configuration names nobody who has to approve a disposition, or a determination about the gate itself, so
#   whoever can write the file can decide. check warns of it, verify refuses an unapproved disposition.
# custom:
#   id: approvers-missing
#   severity: warning
#   step: configure
#   about: approval
#   remedy: >-
#     Name 'approvers' for the model and for the control plane, and 'signing', in tunegate.yaml: docs/signatures.md says
#     how.
#   requirement: Nobody approves their own change.
#   mappings:
#     nist-ai-rmf: [GOVERN 2.1]
#     iso-42001: [A.3.2]
package tunegate.rules.approvers_missing

import rego.v1

id := "approvers-missing"

warn contains data.tunegate.lib.facts.at(
	id, name, doc, "",
	"nobody is asked to approve the disposition: whoever can write the file can decide",
) if {
	input.mode == "check"
	some name, doc in data.tunegate.lib.facts.dispositions
	not data.tunegate.lib.approvals.asked[name]
}

warn contains data.tunegate.lib.facts.at(
	id, name, doc, "",
	"nobody is asked to approve the baseline: whoever can write the file can let the model in",
) if {
	some name, doc in data.tunegate.lib.baselines.in_force
	not data.tunegate.lib.approvals.asked[name]
}

warn contains data.tunegate.lib.facts.at(
	id, "control-plane", doc, "",
	"nobody is asked to approve the determination on control-plane-change: whoever can write the file can answer",
) if {
	not input.control_plane.introduced
	not data.tunegate.lib.approvals.asked["control-plane"]
	some doc in input.control_plane.determinations
	data.tunegate.lib.triggers.for_head("control-plane", doc)
	count(data.tunegate.lib.triggers.objections("control-plane", doc)) == 0
}
