package tunegate.rules.secrets_in_data_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

found(keys, mailboxes) := {"kind": "records", "path": "a.jsonl", "facts": {"for": "s", "records": 10, "same_conversation": 0, "labels": {}, "sources": {}, "licences": [], "adversarial": 0, "tagged": 0, "excluded": {"count": 0, "line": 1}, "lines": {}, "marks": {"keys": keys, "key_line": 3, "mailboxes": mailboxes, "mailbox_line": 4}}}

accounted(n) := fixture.put("/sensitivity_scan/matches_disposition", [{"category": "secrets", "action": "false-positive", "count": n}, {"category": "personal-data", "action": "false-positive", "count": 3 - n}])

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.told([], [found(0, 0)]) == set()
	provenance.told([accounted(2)], [found(2, 0)]) == set()
}

test_keys if {
	provenance.told([], [found(1, 0)]) == {"the records hold 1 keys of well-known services, and 0 secrets are accounted for as false positives"}
	provenance.told([accounted(2)], [found(2, 0), found(1, 0)]) == {"the records hold 3 keys of well-known services, and 2 secrets are accounted for as false positives"}
	removed := json.patch([accounted(2)], [fixture.put("/0/value/0/action", "removed")])
	provenance.told(removed, [found(1, 0)]) == {"the records hold 1 keys of well-known services, and 0 secrets are accounted for as false positives"}
}

test_place if {
	some row in provenance.found with input as provenance.with_told([], [found(1, 0), object.union(found(0, 0), {"path": "b.jsonl"})])
	row.related == [{"path": "a.jsonl", "line": 3, "end_line": 3, "message": "the first one of this file"}]
}

test_a_stale_manifest_says_enough if {
	case := json.patch(provenance.with_told([], [found(1, 0)]), [fixture.put("/models/m/evidence/artefacts/training-data-manifest/made_for/changed", {"training_data": {"count": 1, "keys": []}})])
	provenance.found == set() with input as case
}
