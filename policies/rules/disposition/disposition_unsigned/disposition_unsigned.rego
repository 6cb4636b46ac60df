# METADATA
# title: The disposition is not approved
# description: >-
#   Those whom the trusted configuration names have to approve a disposition, by a signature on its bytes or, where that
#   is allowed, by a review of the commit. Where it names nobody, anyone can write one: check warns, verify refuses.
# custom:
#   id: disposition-unsigned
#   severity: error
#   step: sign
#   about: approval
#   remedy: >-
#     Have it signed: 'tunegate disposition sign'. Where nobody is asked to approve, name 'approvers' and 'signing' in
#     tunegate.yaml.
#   requirement: Nobody approves their own change.
#   mappings:
#     nist-ai-rmf: [GOVERN 2.1, MANAGE 1.1]
#     iso-42001: [A.3.2, A.6.2.4]
#     eu-ai-act: [Article 17(1)]
package tunegate.rules.disposition_unsigned

import rego.v1

id := "disposition-unsigned"

deny contains data.tunegate.lib.facts.at(
	id, name, doc, "",
	sprintf("the disposition is not approved: %s", [concat("; ", sort(reasons))]),
) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	reasons := data.tunegate.lib.approvals.objections(name, doc, _fired(name))
	count(reasons) > 0
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "", _unasked) if {
	input.mode == "verify"
	some name, doc in data.tunegate.lib.facts.dispositions
	not data.tunegate.lib.approvals.asked[name]
}

_unasked := "nobody is asked to approve the disposition: whoever can write the file can decide"

_fired(name) := {trigger.trigger |
	some trigger in data.tunegate.lib.triggers.fired
	trigger.model == name
}
