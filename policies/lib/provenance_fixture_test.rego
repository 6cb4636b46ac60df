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
	"sensitivity_scan": {"matches": 3, "matches_disposition": [{"count": 1}, {"count": 2}]},
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
