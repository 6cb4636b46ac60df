# METADATA
# title: What the manifest says about a public corpus contradicts itself
# description: The licence of the source is that of the corpus, and the corpus is one version that stays.
# custom:
#   id: corpus-mismatch
#   severity: error
#   step: correct
#   remedy: Correct the licence, or pin the 'revision' of the corpus.
#   requirement: >-
#     Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.corpus_mismatch

import rego.v1

id := "corpus-mismatch"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/corpus", sprintf("the corpus is under %s, and the source under %s", [theirs, own])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	theirs := data.tunegate.lib.provenance.licence_at(name, i, "corpus").expression
	own := data.tunegate.lib.provenance.licence_at(name, i, "legal_basis/copyright").expression
	is_string(theirs)
	is_string(own)
	own != theirs
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/corpus", sprintf("the revision %s of the corpus moves", [source.corpus.revision])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	lower(source.corpus.revision) in data.tunegate.lib.tables.moving_names
}
