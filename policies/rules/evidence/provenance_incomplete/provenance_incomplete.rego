# METADATA
# title: The provenance of a source is not complete
# description: >-
#   What a source has to show follows from its origin, from the personal data in it, and from the rights in its content.
# custom:
#   id: provenance-incomplete
#   severity: error
#   step: correct
#   remedy: Complete the source's entry in the training-data manifest, or take the source out of the training data.
#   requirement: Origin decides which evidence of legal basis a source needs (GDPR Articles 6 and 9 for personal data).
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MEASURE 2.10]
#     iso-42001: [A.7.3, A.7.5]
#     eu-ai-act: [Article 10(2)(b), Annex IV(2)(d)]
package tunegate.rules.provenance_incomplete

import rego.v1

id := "provenance-incomplete"

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/sources/%d%s", [i, gap.at]), sprintf(
	"source %s: %s",
	[source.id, gap.msg],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["training-data-manifest"]
	some i, source in doc.document.sources
	some gap in gaps(source)
}

gaps(source) := (_personal(source.legal_basis.personal_data) | _copyright(source.legal_basis.copyright)) | (_origin(source) | _scan(source.sensitivity_scan))

_personal(found) := {gap |
	found.contains != "none"
	some gap in [
		{"at": "/legal_basis/personal_data", "key": "article6_basis", "msg": "personal data needs a basis under GDPR Article 6"},
		{"at": "/legal_basis/personal_data", "key": "purpose", "msg": "personal data needs a documented purpose"},
	]
	not found[gap.key]
} | {gap |
	found.contains == "special-categories"
	not found.article9_condition
	gap := {"at": "/legal_basis/personal_data", "msg": "special categories need a condition under GDPR Article 9"}
}

_copyright(found) := {gap |
	needed := {"licensed": "licence", "fair-use": "fair_use_analysis", "original-creation": "original_creation"}
	key := needed[found.status]
	not found[key]
	gap := {"at": "/legal_basis/copyright", "msg": sprintf("the status %s needs %s", [found.status, key])}
}

_origin(source) := ((({gap |
	needed := {"vendor": "contract", "synthetic": "generator"}
	key := needed[source.origin]
	not source.legal_basis[key]
	gap := {"at": "/legal_basis", "msg": sprintf("the origin %s needs a %s", [source.origin, key])}
} | {gap |
	source.origin == "customer-submission"
	not source.legal_basis.consent
	not source.legal_basis.contract
	gap := {"at": "/legal_basis", "msg": "the origin customer-submission needs a consent or a contract"}
}) | {gap |
	source.legal_basis.contract.permits_training == false
	gap := {"at": "/legal_basis/contract/permits_training", "msg": "the contract does not permit training"}
}) | {gap |
	source.legal_basis.contract.ends < data.tunegate.lib.facts.today
	gap := {"at": "/legal_basis/contract/ends", "msg": sprintf("the contract ended on %s", [source.legal_basis.contract.ends])}
}) | {gap |
	source.legal_basis.generator.terms.permits_training == false
	gap := {"at": "/legal_basis/generator/terms/permits_training", "msg": "the generator's terms do not permit training"}
}

_scan(scan) := {gap |
	accounted := sum([row.count | some row in scan.matches_disposition])
	accounted != scan.matches
	msg := sprintf("the scan has %d matches, and what became of %d is said", [scan.matches, accounted])
	gap := {"at": "/sensitivity_scan/matches", "msg": msg}
}
