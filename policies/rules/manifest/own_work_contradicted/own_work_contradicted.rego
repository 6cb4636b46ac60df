# METADATA
# title: A source that others made is attested as own work
# description: What a vendor, a customer or a public corpus supplied, or a model wrote, is not own work, whatever is attested.
# custom:
#   id: own-work-contradicted
#   severity: error
#   step: correct
#   remedy: Give the licence, the analysis of fair use or the contract, or correct the 'origin' of the source.
#   requirement: >-
#     Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.own_work_contradicted

import rego.v1

id := "own-work-contradicted"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/legal_basis/copyright", sprintf("the origin is %s, so the content is nobody's own work here", [source.origin])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	source.origin in {"public-corpus", "vendor", "customer-submission", "synthetic"}
	source.legal_basis.copyright.status == "original-creation"
}
