package tunegate.rules.scan_matches_unexplained_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

test_scan if {
	said := {"the scan has 4 matches, and what became of 3 is said"}
	provenance.gaps([fixture.put("/sensitivity_scan/matches", 4)]) == said
	provenance.gaps([fixture.put("/sensitivity_scan/matches", 0), fixture.put("/sensitivity_scan/matches_disposition", [])]) == set()
}

rows(action) := fixture.put("/sensitivity_scan/matches_disposition", [
	{"count": 3, "category": "secrets", "action": "false-positive"},
	{"count": 9, "category": "personal-data", "action": action},
])

nothing := {"personal-data": 0, "special-category-data": 0, "restricted-classification": 0, "other": 0}

counted(number) := fixture.put("/sensitivity_scan/matches_by_category", object.union(nothing, {"secrets": number}))

# what was removed before the scan is no match of it
test_by_category if {
	provenance.gaps([rows("removed"), counted(3)]) == set()
	provenance.gaps([rows("removed"), counted(4)]) == {"the scan has 4 matches of secrets, and of 3 it is said that they are kept or none"}
	provenance.gaps([rows("removed"), counted(2)]) == {"the scan has 2 matches of secrets, and of 3 it is said that they are kept or none"}
	provenance.gaps([rows("false-positive"), counted(3)]) == {
		"the scan has 0 matches of personal-data, and of 9 it is said that they are kept or none",
		"the scan has 3 matches, and what became of 12 is said",
	}
}

# what others searched for is counted as they say it
test_of_a_part if {
	part := fixture.put("/sensitivity_scan/matches_by_category", {"secrets": 3})
	provenance.gaps([rows("removed"), part, fixture.put("/sensitivity_scan/matches", 12)]) == set()
	provenance.gaps([rows("removed"), part]) == {"the scan has 3 matches, and what became of 12 is said"}
}

record := {"kind": "data-scan", "path": "r", "digest": null, "found": "sha256:c", "problem": null, "stale": [], "facts": {"for": "s", "source": "s", "scanned": ["a.jsonl"], "matches": {"secrets": 4}}}

test_by_the_record if {
	all := fixture.put("/sensitivity_scan/matches", 12)
	provenance.told([rows("removed"), all], [record]) == {"the scan has 4 matches of secrets, and of 3 it is said that they are kept or none"}
	provenance.told([rows("removed"), counted(3)], [record]) == set()
}

test_place if {
	case := json.patch(provenance.second([fixture.put("/sensitivity_scan/matches", 4)]), [fixture.put(
		"/models/m/evidence/artefacts/training-data-manifest/lines",
		{"/sources/0/sensitivity_scan/matches": [10, 11], "/sources/1/sensitivity_scan/matches": [20, 21]},
	)])
	{[row.rule, row.line, row.end_line] | some row in provenance.found} == {["scan-matches-unexplained", 20, 21]} with input as case
}
