# METADATA
# title: A licence restricts what may be made of the data
# description: Non-commercial, no-derivatives and share-alike terms can bind a model that was trained on the content.
# custom:
#   id: licence-restrictive
#   severity: warning
#   step: correct
#   remedy: >-
#     Have somebody who knows the law decide whether the terms are kept, and write it down; or take another
#     alternative.
#   requirement: >-
#     Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.licence_restrictive

import rego.v1

id := "licence-restrictive"

warn contains data.tunegate.lib.provenance.at(id, name, i, source, trim_prefix(pointer, sprintf("/sources/%d", [i])), sprintf("the licence %s is %s", [licence.expression, concat(", ", licence.terms)])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	some pointer, licence in data.tunegate.lib.provenance.licences(name)
	startswith(pointer, sprintf("/sources/%d/", [i]))
	count(licence.terms) > 0
}
