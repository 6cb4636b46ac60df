# METADATA
# title: The disposition has expired
# custom:
#   id: disposition-expired
#   severity: error
#   remedy: Have the model decided on again, with 'tunegate disposition draft'.
#   requirement: A disposition holds until the day that it names.
package tunegate.rules.disposition_expired

import data.tunegate.lib.facts
import rego.v1

id := "disposition-expired"

deny contains facts.at(id, name, doc, "/expires", sprintf("the disposition expired on %s", [doc.document.expires])) if {
	some name, doc in facts.dispositions
	doc.document.expires < facts.today
}
