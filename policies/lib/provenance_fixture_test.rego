# A training-data manifest of one source, and what the rules on provenance find.
package tunegate.lib.provenance_fixture_test

import data.tunegate.lib.fixture_test as fixture
import rego.v1

_source := {
	"id": "s",
	"origin": "internal",
	"legal_basis": {
		"personal_data": {"contains": "none"},
		"copyright": {"status": "public-domain"},
	},
	"sensitivity_scan": {
		"scanned_at": "2026-11-01T09:00:00Z",
		"categories": ["personal-data", "special-category-data", "secrets", "restricted-classification", "other"],
		"matches": 3,
		"matches_disposition": [
			{"count": 1, "category": "personal-data", "action": "false-positive"},
			{"count": 2, "category": "personal-data", "action": "false-positive"},
		],
	},
	"quality_controls": {"inter_rater_agreement": {"measured": false}, "adversarial_examples": {"treatment": "none-found"}},
	"retention": {"access": ["data@acme.example"], "deletion_procedure": "Deleted within 30 days.", "retention_period": "P5Y"},
	"inspection": {"warranted": true, "sample_size": 10, "findings": [], "looked_for": ["style", "factual-claims", "sensitive-content"]},
	"files": [{"path": "a.jsonl", "records": 10}],
}

_manifest := "/models/m/evidence/artefacts/training-data-manifest"

# a case with one source with some facts others, and with what tells of it
with_told(patches, rows) := fixture.patched([
	fixture.put(sprintf("%s/document/sources", [_manifest]), [json.patch(_source, patches)]),
	fixture.put(sprintf("%s/derived/sources", [_manifest]), rows),
])

# the same of a pack in an older form, of which nothing was written again
older(patches) := json.patch(with_told(patches, []), [
	fixture.put("/models/m/evidence/older_form", true),
	fixture.put(sprintf("%s/revised", [_manifest]), false),
])

# the same with a second source, t
two_told(rows) := fixture.patched([
	fixture.put(sprintf("%s/document/sources", [_manifest]), [_source, json.patch(_source, [fixture.put("/id", "t")])]),
	fixture.put(sprintf("%s/derived/sources", [_manifest]), rows),
])

# what is found of such a source, without the words that every message starts with
told(patches, rows) := {trim_prefix(row.msg, "source s: ") | some row in some_found} if {
	some_found := found with input as with_told(patches, rows)
}

# a case with a second source, of which some facts are others
second(patches) := fixture.patched([fixture.put(
	"/models/m/evidence/artefacts/training-data-manifest/document/sources",
	[_source, json.patch(_source, patches)],
)])

# what is found of the source with some facts others, without the words that every message starts with
gaps(patches) := {trim_prefix(row.msg, "source s: ") | some row in rows} if {
	rows := found with input as fixture.patched([fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/document/sources",
		[json.patch(_source, patches)],
	)])
}

finding(rule, msg) := {
	"rule": rule,
	"model": "m",
	"path": "evidence/m/training-data-manifest.yaml",
	"line": 1,
	"end_line": 1,
	"msg": sprintf("source s: %s", [msg]),
}

# a test that compares all of it with what it expects also shows that no other of these rules speaks up
found contains row if some row in data.tunegate.rules.copyright_basis_missing.deny

found contains row if some row in data.tunegate.rules.origin_evidence_missing.deny

found contains row if some row in data.tunegate.rules.personal_data_basis_missing.deny

found contains row if some row in data.tunegate.rules.scan_matches_unexplained.deny

found contains row if some row in data.tunegate.rules.source_contract_ended.deny

found contains row if some row in data.tunegate.rules.training_not_permitted.deny

found contains row if some row in data.tunegate.rules.access_unrestricted.deny

found contains row if some row in data.tunegate.rules.adversarial_records_contradicted.deny

found contains row if some row in data.tunegate.rules.agreement_too_low.deny

found contains row if some row in data.tunegate.rules.corpus_mismatch.deny

found contains row if some row in data.tunegate.rules.deletion_deadline_missing.deny

found contains row if some row in data.tunegate.rules.excluded_record_present.deny

found contains row if some row in data.tunegate.rules.generator_untraceable.deny

found contains row if some row in data.tunegate.rules.hosted_data_mismatch.deny

found contains row if some row in data.tunegate.rules.licence_restrictive.warn

found contains row if some row in data.tunegate.rules.licence_unknown.deny

found contains row if some row in data.tunegate.rules.own_work_contradicted.deny

found contains row if some row in data.tunegate.rules.record_licence_mismatch.deny

found contains row if some row in data.tunegate.rules.record_source_mismatch.deny

found contains row if some row in data.tunegate.rules.retention_lapsed.deny

found contains row if some row in data.tunegate.rules.sample_impossible.deny

found contains row if some row in data.tunegate.rules.scan_incomplete.deny

found contains row if some row in data.tunegate.rules.scan_outdated.deny

found contains row if some row in data.tunegate.rules.scan_report_exposed.deny

found contains row if some row in data.tunegate.rules.sensitive_matches_kept.deny

found contains row if some row in data.tunegate.rules.factual_claims_wrong.deny

found contains row if some row in data.tunegate.rules.inspection_incomplete.deny

found contains row if some row in data.tunegate.rules.inspection_missing.deny

found contains row if some row in data.tunegate.rules.labels_shifted.warn

found contains row if some row in data.tunegate.rules.records_repeated.warn

found contains row if some row in data.tunegate.rules.personal_data_in_data.warn

found contains row if some row in data.tunegate.rules.secrets_in_data.deny
