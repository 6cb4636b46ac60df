# METADATA
# title: Many records repeat each other
# description: >-
#   What is repeated is learnt by heart: duplicates are what language models are most likely to repeat word for word
#   (Lee et al., Deduplicating Training Data Makes Language Models Better, 2022). More than one record in twenty
#   repeats the conversation of another one.
# custom:
#   id: records-repeated
#   severity: warning
#   step: correct
#   remedy: >-
#     Remove the duplicates, or say in the description of the source why they are there; then 'tunegate waiver'
#     accepts them.
#   requirement: Sample-level inspection results are part of the manifest where a source warranted a closer look.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.1]
#     iso-42001: [A.7.4]
#     eu-ai-act: [Article 10(2)(c), Article 10(2)(f)]
package tunegate.rules.records_repeated

import rego.v1

id := "records-repeated"

warn contains {
	"rule": id,
	"model": name,
	"path": found.path,
	"line": 1,
	"end_line": 1,
	"element": found.path,
	"msg": sprintf("source %s: %d of %d records repeat another one's conversation", [source.id, found.facts.same_conversation, found.facts.records]),
} if {
	some [name, _, source, found] in data.tunegate.lib.provenance.told
	found.kind == "records"
	found.facts.same_conversation > _tolerated * found.facts.records
}

_tolerated := 0.05
