# METADATA
# title: A sample is larger than what it was taken from
# description: Nobody can read or judge more records of a source than it has.
# custom:
#   id: sample-impossible
#   severity: error
#   step: correct
#   remedy: Correct the sample, or the number of records.
#   requirement: The quality of the examples was assured, by numbers that can be right.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.7.4]
#     eu-ai-act: [Article 10(2)(c), Article 10(2)(f)]
package tunegate.rules.sample_impossible

import rego.v1

id := "sample-impossible"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, pointer, sprintf("%d records in the sample, and the source has %d", [size, records])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	records := data.tunegate.lib.provenance.records(source)
	some pointer, size in _samples(source)
	size > records
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, sprintf("/inspection/findings/%d", [j]), sprintf("the finding concerns %d records of a sample of %d", [row.records, sample])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	some j, row in source.inspection.findings
	sample := object.get(row, "sample_size", object.get(source.inspection, "sample_size", row.records))
	row.records > sample
}

_samples(source) := {pointer: size |
	some pointer, path in {
		"/quality_controls/inter_rater_agreement/sample_size": ["quality_controls", "inter_rater_agreement", "sample_size"],
		"/inspection/sample_size": ["inspection", "sample_size"],
	}
	size := object.get(source, path, 0)
}
