# METADATA
# title: The scan is of other data
# description: >-
#   A scan is of bytes. It says nothing about a file that changed afterwards, one that it did not see, or records that
#   were made later; and scanners of more than a year ago did not know what is known now.
# custom:
#   id: scan-outdated
#   severity: error
#   step: correct
#   remedy: >-
#     Scan the files as they are: 'tunegate evidence scan-data'.
#   requirement: What a scan found is accounted for, in the data as they are.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.10]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.scan_outdated

import rego.v1

id := "scan-outdated"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/sensitivity_scan", sprintf("the record of the scan is about other bytes than %s has", [path])) if {
	some [name, i, source, found] in _records
	some path in found.stale
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/sensitivity_scan", sprintf("%s was not scanned", [file.path])) if {
	some [name, i, source, found] in _records
	is_null(found.problem)
	some file in source.files
	not file.path in found.facts.scanned
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/sensitivity_scan", sprintf("the record of the scan is that of the source %s", [found.facts.source])) if {
	some [name, i, source, found] in _records
	found.facts.source != source.id
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/sensitivity_scan/scanned_at", sprintf("scanned at %s, before the data were generated", [source.sensitivity_scan.scanned_at])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	source.legal_basis.generator.generated_at > source.sensitivity_scan.scanned_at
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/sensitivity_scan/scanned_at", "its files changed since the base commit's scan, and no later scan is recorded") if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	some changed in input.models[name].evidence.before["training-data-manifest"].not_scanned_again
	changed == source.id
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/sensitivity_scan/scanned_at", sprintf("scanned at %s, more than a year before the training run started", [source.sensitivity_scan.scanned_at])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	started := input.models[name].evidence.artefacts["training-run"].document.started_at
	time.parse_rfc3339_ns(started) - time.parse_rfc3339_ns(source.sensitivity_scan.scanned_at) > _year
}

_year := ((366 * 86400) * 1000) * 1000000

# while the manifest itself is stale, that says enough
_records contains [name, i, source, found] if {
	some [name, i, source, found] in data.tunegate.lib.provenance.told
	found.kind == "data-scan"
	data.tunegate.lib.provenance.is_current(name)
}
