# METADATA
# title: Nothing says what synthetic data were made from
# description: >-
#   The generator is one version that can be asked for again, and the records that seeded it are sources of this
#   manifest.
# custom:
#   id: generator-untraceable
#   severity: error
#   step: correct
#   remedy: Name the generator's exact revision, and the ids of the sources under 'seeded_from'.
#   requirement: >-
#     Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.generator_untraceable

import rego.v1

id := "generator-untraceable"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/legal_basis/generator/model", sprintf("the revision %s of the generator moves", [revision])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	revision := source.legal_basis.generator.model.revision
	lower(revision) in data.tunegate.lib.tables.moving_names
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/legal_basis/generator/seeded_from", sprintf("the data were seeded from %s, which is no source of the manifest", [seed])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	some seed in source.legal_basis.generator.seeded_from
	not seed in {other.id | some other in data.tunegate.lib.provenance.manifests[name].document.sources}
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/legal_basis/generator/seeded_from", "the data were seeded from themselves") if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	source.id in source.legal_basis.generator.seeded_from
}
