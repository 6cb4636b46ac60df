package tunegate.rules.personal_data_in_data_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

found(keys, mailboxes) := {"kind": "records", "path": "a.jsonl", "facts": {"for": "s", "records": 10, "same_conversation": 0, "labels": {}, "sources": {}, "licences": [], "adversarial": 0, "tagged": 0, "excluded": {"count": 0, "line": 1}, "lines": {}, "marks": {"keys": keys, "key_line": 3, "mailboxes": mailboxes, "mailbox_line": 4}}}

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.told([], [found(0, 3)]) == set()
	provenance.told(
		[
			fixture.put("/legal_basis/personal_data", {"contains": "personal", "article6_basis": "contract", "purpose": "p"}),
			fixture.put("/legal_basis/internal_system", {"name": "n"}),
			fixture.put("/retention/deletion_days", 30),
		],
		[found(0, 9)],
	) == set()
}

test_mailboxes if {
	provenance.told([], [found(0, 4)]) == {"the records hold 4 mailboxes, and the source is said to hold no personal data"}
	provenance.told([], [found(0, 2), found(0, 3)]) == {"the records hold 5 mailboxes, and the source is said to hold no personal data"}
}

test_place if {
	some row in provenance.found with input as provenance.with_told([], [found(0, 4), object.union(found(0, 0), {"path": "b.jsonl"})])
	row.related == [{"path": "a.jsonl", "line": 4, "end_line": 4, "message": "the first one of this file"}]
}

test_a_stale_manifest_says_enough if {
	case := json.patch(provenance.with_told([], [found(0, 4)]), [fixture.put("/models/m/evidence/artefacts/training-data-manifest/made_for/changed", {"training_data": {"count": 1, "keys": []}})])
	provenance.found == set() with input as case
}
