# METADATA
# title: Records name another licence than the manifest
# description: A record that carries a licence comes under it, whatever the manifest says of the source.
# custom:
#   id: record-licence-mismatch
#   severity: error
#   step: correct
#   remedy: Correct the licence of the source, or make a source of its own for the records.
#   requirement: >-
#     Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.record_licence_mismatch

import rego.v1

id := "record-licence-mismatch"

deny contains {
	"rule": id,
	"model": name,
	"path": found.path,
	"line": data.tunegate.lib.provenance.line_of(found, sprintf("licences/%s", [row.text])),
	"end_line": data.tunegate.lib.provenance.line_of(found, sprintf("licences/%s", [row.text])),
	"msg": sprintf("source %s: %d records of this file are under %s%s, and the manifest says %s", [source.id, row.records, row.expression, data.tunegate.lib.provenance.terms(row), _said(name, i, source)]),
	"related": [data.tunegate.lib.facts.related(data.tunegate.lib.provenance.manifests[name], sprintf("/sources/%d/legal_basis/copyright", [i]), "what the manifest says")],
} if {
	some [name, i, source, found] in data.tunegate.lib.provenance.told
	found.kind == "records"
	data.tunegate.lib.provenance.is_current(name)
	some row in found.facts.licences
	is_string(row.expression)
	not _allows(name, i, row.expression)
}

# the expression is the manifest's, or one of its parts
_allows(name, i, expression) if data.tunegate.lib.provenance.licence_at(name, i, "legal_basis/copyright").expression == expression

_allows(name, i, expression) if expression in data.tunegate.lib.provenance.licence_at(name, i, "legal_basis/copyright").ids

_said(name, i, _) := data.tunegate.lib.provenance.licence_at(name, i, "legal_basis/copyright").expression if {
	_is_licensed(name, i)
}

_said(name, i, source) := source.legal_basis.copyright.status if not _is_licensed(name, i)

_is_licensed(name, i) if is_string(data.tunegate.lib.provenance.licence_at(name, i, "legal_basis/copyright").expression)
