# METADATA
# title: Something that the pack listed is gone
# description: >-
#   A capability, a control, a source, a finding, a test, an exclusion, a condition or a risk that the base commit's document
#   lists is not in this one, and nothing says why.
# custom:
#   id: evidence-dropped
#   severity: error
#   step: correct
#   remedy: Put it back, or say under 'retired' of the document why it goes.
#   requirement: What a review found is answered in the next one, and does not fall out of the record.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1, MEASURE 2.7]
#     iso-42001: [A.6.2.4, clause 7.5.3]
#     eu-ai-act: [Article 9(2)]
package tunegate.rules.evidence_dropped

import rego.v1

id := "evidence-dropped"

deny contains object.union(
	data.tunegate.lib.facts.at(id, name, doc, sprintf("/%s", [split(row.list, ".")[0]]), sprintf(
		"the %s of the base commit has %s under %s, and this change's does not",
		[kind, data.tunegate.lib.facts.short(row.key), row.list],
	)),
	{"remedy": sprintf("Put it back, or say in the %s why it goes:\n%s", [kind, _lines(row)])},
) if {
	some [name, kind, doc, row, reasons] in data.tunegate.lib.former.gone
	count(reasons) == 0
}

_lines(row) := concat("\n", [
	"  retired:",
	sprintf("    - list: %s", [row.list]),
	sprintf("      key: %s", [data.tunegate.lib.facts.quoted(row.key)]),
	"      reason: ...",
])
