# METADATA
# title: Records make claims that are wrong
# description: >-
#   The model repeats with confidence what its records claim. The error rate of a check follows from its counts;
#   above one wrong record in twenty, an approver has to accept the risk in the disposition.
# custom:
#   id: factual-claims-wrong
#   severity: error
#   step: correct
#   remedy: >-
#     Correct or remove the records and check again; or have the risk accepted in the disposition, with the error
#     rate.
#   requirement: Sample-level inspection results are part of the manifest where a source warranted a closer look.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.1]
#     iso-42001: [A.7.4]
#     eu-ai-act: [Article 10(2)(c), Article 10(2)(f)]
package tunegate.rules.factual_claims_wrong

import rego.v1

id := "factual-claims-wrong"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, pointer, sprintf("the error rate is said to be %v, and %d of %d records are wrong", [row.error_rate, row.records, row.sample_size])) if {
	some [name, i, source, pointer, row] in _checks
	abs(row.error_rate - (row.records / row.sample_size)) > _rounding
}

deny contains object.union(
	data.tunegate.lib.provenance.at(id, name, i, source, pointer, sprintf("%d of %d records make a wrong claim, and nobody accepts that", [row.records, row.sample_size])),
	{"remedy": sprintf("Correct or remove them and check again, or accept the risk in the disposition:\n%s", [data.tunegate.lib.accepted.lines("factual_claims", source.id, sprintf(", value: %v", [row.error_rate]))])},
) if {
	some [name, i, source, pointer, row] in _checks
	share := row.records / row.sample_size
	share > _tolerated
	not data.tunegate.lib.accepted.at_most(name, "factual_claims", source.id, share - _rounding)
}

_checks contains [name, i, source, sprintf("/inspection/findings/%d", [j]), row] if {
	some [name, i, source] in data.tunegate.lib.provenance.asked
	some j, row in source.inspection.findings
	row.kind == "factual-claims"
	row.sample_size > 0
	row.records <= row.sample_size # else `sample-impossible`
}

_tolerated := 0.05

# of a rate with two decimals
_rounding := 0.0051
