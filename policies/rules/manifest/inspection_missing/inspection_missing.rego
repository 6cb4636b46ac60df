# METADATA
# title: Nobody read records of a source that needs it
# description: >-
#   Records that come from customers or hold personal data always warrant a reader: only a person sees what a scan
#   overlooks.
# custom:
#   id: inspection-missing
#   severity: error
#   step: correct
#   remedy: >-
#     Have a sample read, and record it under 'inspection'; or correct the origin or what the source holds.
#   requirement: Sample-level inspection results are part of the manifest where a source warranted a closer look.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.1]
#     iso-42001: [A.7.4]
#     eu-ai-act: [Article 10(2)(c), Article 10(2)(f)]
package tunegate.rules.inspection_missing

import rego.v1

id := "inspection-missing"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/inspection/warranted", sprintf("the source %s, and no record of it was read", [why])) if {
	some [name, i, source] in data.tunegate.lib.provenance.asked
	source.inspection.warranted == false
	why := _reasons(source)[0]
}

_reasons(source) := array.concat(
	["comes from customers" | source.origin == "customer-submission"],
	["holds personal data" | source.legal_basis.personal_data.contains != "none"],
)
