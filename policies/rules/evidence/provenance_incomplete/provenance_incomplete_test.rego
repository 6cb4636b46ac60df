package tunegate.rules.provenance_incomplete_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.provenance_incomplete as rule
import rego.v1

source := {
	"id": "s",
	"origin": "internal",
	"legal_basis": {
		"personal_data": {"contains": "none"},
		"copyright": {"status": "public-domain"},
	},
	"sensitivity_scan": {"matches": 3, "matches_disposition": [{"count": 1}, {"count": 2}]},
}

gaps(patches) := found if {
	changed := fixture.patched([fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/document/sources",
		[json.patch(source, patches)],
	)])
	found := {trim_prefix(row.msg, "source s: ") | some row in rule.deny} with input as changed
}

personal := "/legal_basis/personal_data"

copyright := "/legal_basis/copyright"

test_in_order if {
	rule.deny == set() with input as fixture.case
	gaps([]) == set()
}

test_finding if {
	changed := fixture.patched([fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/document/sources",
		[source, json.patch(source, [fixture.put("/origin", "vendor")])],
	)])
	rule.deny == {{
		"rule": "provenance-incomplete",
		"model": "m",
		"path": "evidence/m/training-data-manifest.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "source s: the origin vendor needs a contract",
	}} with input as changed
}

test_personal_data if {
	basis := "personal data needs a basis under GDPR Article 6"
	purpose := "personal data needs a documented purpose"
	condition := "special categories need a condition under GDPR Article 9"
	gaps([fixture.put(personal, {"contains": "personal"})]) == {basis, purpose}
	gaps([fixture.put(personal, {"contains": "personal", "article6_basis": "consent"})]) == {purpose}
	complete := {"contains": "special-categories", "article6_basis": "consent", "purpose": "p"}
	gaps([fixture.put(personal, complete)]) == {condition}
	gaps([fixture.put(personal, object.union(complete, {"article9_condition": "public-health"}))]) == set()
	gaps([fixture.put(personal, {"contains": "personal", "article6_basis": "consent", "purpose": "p"})]) == set()
}

test_copyright if {
	every row in [["licensed", "licence"], ["fair-use", "fair_use_analysis"], ["original-creation", "original_creation"]] {
		gaps([fixture.put(copyright, {"status": row[0]})]) == {sprintf("the status %s needs %s", row)}
		gaps([fixture.put(copyright, {"status": row[0], row[1]: "x"})]) == set()
	}
	gaps([fixture.put(copyright, {"status": "not-protected"})]) == set()
}

test_origin if {
	every row in [["vendor", "contract"], ["synthetic", "generator"]] {
		gaps([fixture.put("/origin", row[0])]) == {sprintf("the origin %s needs a %s", row)}
		gaps([fixture.put("/origin", row[0]), fixture.put(concat("/", ["/legal_basis", row[1]]), {"reference": "r"})]) == set()
	}
	submitted := fixture.put("/origin", "customer-submission")
	gaps([submitted]) == {"the origin customer-submission needs a consent or a contract"}
	gaps([submitted, fixture.put("/legal_basis/consent", {"reference": "r"})]) == set()
	gaps([submitted, fixture.put("/legal_basis/contract", {"reference": "r"})]) == set()
	gaps([fixture.put("/origin", "public-corpus")]) == set()
}

test_terms if {
	gaps([fixture.put("/legal_basis/contract", {"permits_training": false})]) == {"the contract does not permit training"}
	gaps([fixture.put("/legal_basis/contract", {"permits_training": true, "ends": "2026-11-23"})]) == set()
	gaps([fixture.put("/legal_basis/contract", {"ends": "2026-11-22"})]) == {"the contract ended on 2026-11-22"}
	terms := {"terms": {"permits_training": false}}
	gaps([fixture.put("/legal_basis/generator", terms)]) == {"the generator's terms do not permit training"}
	gaps([fixture.put("/legal_basis/generator", {"terms": {"permits_training": true}})]) == set()
}

test_scan if {
	said := {"the scan has 4 matches, and what became of 3 is said"}
	gaps([fixture.put("/sensitivity_scan/matches", 4)]) == said
	gaps([fixture.put("/sensitivity_scan", {"matches": 0, "matches_disposition": []})]) == set()
}
