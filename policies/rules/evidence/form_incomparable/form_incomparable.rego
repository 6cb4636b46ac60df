# METADATA
# title: A state is of a form that cannot be compared
# description: >-
#   A document was made for a state of an older canonical form, and this version of tunegate cannot tell what that form
#   says of the present files. Whether they changed since is not known.
# custom:
#   id: form-incomparable
#   severity: error
#   step: configure
#   remedy: >-
#     Run 'tunegate migrate' of the version that the message names, on a commit that the document covers; or redo the
#     document for the present state.
#   requirement: The gate never passes on what it cannot read.
#   mappings:
#     iso-42001: [clause 7.5.3]
package tunegate.rules.form_incomparable

import rego.v1

id := "form-incomparable"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/state", sprintf(
	"%s was made for %s of form %d, which this version cannot compare with the present state; %s",
	[doc.path, data.tunegate.lib.facts.digest_short(doc.made_for.digest), doc.made_for.form, _who(doc)],
)) if {
	some [name, kind, doc] in data.tunegate.lib.facts.documents
	kind != "determination" # one of another state is history
	doc.made_for.comparable == false
}

_who(doc) := sprintf("tunegate %s can migrate it", [doc.made_for.migrate_with]) if is_string(doc.made_for.migrate_with)

_who(doc) := "an earlier version can migrate it" if not is_string(doc.made_for.migrate_with)
