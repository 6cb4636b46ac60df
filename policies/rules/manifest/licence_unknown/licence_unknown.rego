# METADATA
# title: Nobody can look up a licence
# description: A licence is an SPDX expression, or LicenseRef-<name> with the place of its text.
# custom:
#   id: licence-unknown
#   severity: error
#   step: correct
#   remedy: Write an id of SPDX's list, or 'LicenseRef-<name>' and 'licence_reference'.
#   requirement: >-
#     Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.licence_unknown

import rego.v1

id := "licence-unknown"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, trim_prefix(pointer, sprintf("/sources/%d", [i])), sprintf("the licence cannot be looked up: %s", [licence.problem])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	some pointer, licence in data.tunegate.lib.provenance.licences(name)
	startswith(pointer, sprintf("/sources/%d/", [i]))
	is_string(licence.problem)
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/legal_basis/copyright/licence", sprintf("nothing says where the text of %s is kept", [own])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	some own in data.tunegate.lib.provenance.licence_at(name, i, "legal_basis/copyright").ids
	contains(own, "LicenseRef-")
	not source.legal_basis.copyright.licence_reference
}
