# METADATA
# title: An inspection looked for too little, or read too few records
# description: >-
#   Training data carries over habits of style and jargon that nobody intended, claims that sound right and are not,
#   and sensitive content. An inspection says which of them it looked for, and reads enough records to see what is in
#   one of ten: all of a source, or 30 (one in ten is missed by 30 records with a probability of 4%).
# custom:
#   id: inspection-incomplete
#   severity: error
#   step: correct
#   remedy: >-
#     Read more records, look for what is missing, and name it under 'inspection.looked_for'.
#   requirement: Sample-level inspection results are part of the manifest where a source warranted a closer look.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.1]
#     iso-42001: [A.7.4]
#     eu-ai-act: [Article 10(2)(c), Article 10(2)(f)]
package tunegate.rules.inspection_incomplete

import rego.v1

id := "inspection-incomplete"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/inspection", sprintf("the inspection did not look for %s", [what])) if {
	some [name, i, source] in _inspected
	some what, kinds in _asked
	count({kind | some kind in source.inspection.looked_for} & kinds) == 0
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/inspection/sample_size", sprintf("%d records were read, and %d are the least", [source.inspection.sample_size, least])) if {
	some [name, i, source] in _inspected
	least := min([_enough, data.tunegate.lib.provenance.records(source)])
	source.inspection.sample_size < least
}

_inspected contains [name, i, source] if {
	some [name, i, source] in data.tunegate.lib.provenance.asked
	source.inspection.warranted == true
}

_asked := {
	"habits of style or jargon": {"style", "jargon"},
	"wrong factual claims": {"factual-claims"},
	"sensitive content": {"sensitive-content"},
}

_enough := 30
