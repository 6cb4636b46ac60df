# METADATA
# title: Something that the pack listed is given up
# description: The document says why. Whoever approves the disposition approves that, too.
# custom:
#   id: evidence-retired
#   severity: warning
#   step: correct
#   remedy: Nothing, if the reason holds; otherwise put it back.
#   requirement: What a review found is answered in the next one, and does not fall out of the record.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1, MEASURE 2.7]
#     iso-42001: [A.6.2.4, clause 7.5.3]
package tunegate.rules.evidence_retired

import rego.v1

id := "evidence-retired"

warn contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/retired/%d", [i]), sprintf(
	"%s under %s of the %s is given up: %s",
	[data.tunegate.lib.facts.short(row.key), row.list, kind, reason],
)) if {
	some [name, kind, doc, row, reasons] in data.tunegate.lib.former.gone
	some [i, reason] in reasons
}
