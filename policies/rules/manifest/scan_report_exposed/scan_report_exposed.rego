# METADATA
# title: A report of a scan shows the secrets that it found
# description: What a scanner found in the data must not be readable in the repository, where every clone keeps it.
# custom:
#   id: scan-report-exposed
#   severity: error
#   step: correct
#   remedy: >-
#     Take the report out of the repository and its history, replace the secrets, and have the scanner mask them
#     ('gitleaks --redact', 'tunegate evidence scan-data').
#   requirement: What a scan found is accounted for, in the data as they are.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.10]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.scan_report_exposed

import rego.v1

id := "scan-report-exposed"

deny contains {
	"rule": id,
	"model": name,
	"path": found.path,
	"line": 1,
	"end_line": 1,
	"msg": sprintf("this report of %s shows %d of its matches", [found.kind, found.facts.exposed]),
} if {
	some name, model in data.tunegate.lib.facts.judged
	some found in model.evidence.artefacts["training-data-manifest"].derived.sources
	found.facts.exposed > 0
}
