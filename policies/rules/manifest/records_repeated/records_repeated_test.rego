package tunegate.rules.records_repeated_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

records(same) := {"kind": "records", "path": "a.jsonl", "facts": {"for": "s", "records": 100, "same_conversation": same, "sources": {}, "licences": [], "adversarial": 0, "tagged": 0, "excluded": {"count": 0, "line": 1}, "lines": {}}}

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.told([], [records(0)]) == set()
	provenance.told([], [records(5)]) == set()
	provenance.told([], [{"kind": "records", "path": "a.jsonl", "facts": {"for": "s"}}]) == set()
}

test_repeated if {
	case := provenance.with_told([], [records(6)])
	provenance.found == {{
		"rule": "records-repeated",
		"model": "m",
		"path": "a.jsonl",
		"line": 1,
		"end_line": 1,
		"element": "a.jsonl",
		"msg": "source s: 6 of 100 records repeat another one's conversation",
	}} with input as case
}
