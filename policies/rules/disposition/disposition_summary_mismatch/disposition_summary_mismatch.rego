# METADATA
# title: The disposition's summary differs from the evidence
# description: >-
#   A disposition says in short which capabilities are retained and what addresses them, and which categories
#   regressed, by how much, with which controls. 'tunegate disposition draft' writes both. Of a pack in an older
#   form it is asked of the next disposition.
# custom:
#   id: disposition-summary-mismatch
#   severity: error
#   step: decide
#   remedy: Run 'tunegate disposition draft' again, which writes both, and get it approved.
#   requirement: Regressions and the overhang statement are documented in the disposition.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.1, MANAGE 1.4]
#     iso-42001: [clause 7.5.3]
package tunegate.rules.disposition_summary_mismatch

import rego.v1

id := "disposition-summary-mismatch"

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, msg) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	data.tunegate.lib.facts.asked(name, doc)
	count(data.tunegate.lib.approvals.objections(name, doc, set())) == 0 # else it is refused as it is
	evidence := input.models[name].evidence
	some [pointer, msg] in (_overhang(doc.document, evidence.stated) | _regressions(doc.document, evidence.stated))
}

_overhang(said, stated) := {["/overhang", "the disposition does not say the overhang in short"] |
	is_string(stated.overhang)
	not said.overhang
} | {["/overhang", "the disposition states another overhang than the overhang statement"] |
	said.overhang != stated.overhang
}

_regressions(said, stated) := (({["/regressions", "the disposition does not say what regressed"] |
	is_array(stated.regressions)
	not said.regressions
} | {["/regressions", gap] |
	is_array(stated.regressions)
	is_array(said.regressions)
	some row in stated.regressions
	not row in said.regressions
	gap := sprintf("the disposition does not say that %s of %s regressed%s, with its controls", [row.category, row.suite, _by(row)])
}) | {["/regressions", gap] |
	is_array(stated.regressions)
	some row in said.regressions
	not row in stated.regressions
	gap := sprintf("the disposition says of %s of %s what the analysis does not", [row.category, row.suite])
}) | {["/regressions", "the disposition lists a regression twice"] |
	count(said.regressions) > count({row | some row in said.regressions})
}

_by(row) := sprintf(" by %v", [row.loss])

_by(row) := "" if not is_number(object.get(row, "loss", null))
