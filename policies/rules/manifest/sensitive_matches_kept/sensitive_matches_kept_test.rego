package tunegate.rules.sensitive_matches_kept_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

kept(category, contains) := provenance.gaps([
	fixture.put("/sensitivity_scan/matches_disposition", [{"count": 3, "category": category, "action": "kept"}]),
	fixture.put("/legal_basis/personal_data", {"contains": contains, "article6_basis": "contract", "purpose": "p", "article9_condition": "public-health"}),
	fixture.put("/legal_basis/internal_system", {"name": "n"}),
])

test_kept if {
	kept("secrets", "none") == {"3 matches of secrets were kept"}
	kept("secrets", "special-categories") == {"3 matches of secrets were kept"}
	kept("restricted-classification", "personal") == {"3 matches of restricted-classification were kept, which nothing allows to train on"}
	kept("personal-data", "none") == {"3 matches of personal-data were kept, and the source is said to hold no personal data"}
	kept("personal-data", "personal") == set()
	kept("personal-data", "special-categories") == set()
	kept("special-category-data", "none") == {"3 matches of special-category-data were kept, and the source is said to hold no personal data"}
	kept("special-category-data", "personal") == {"3 matches of special-category-data were kept, and the source is said to hold no special categories"}
	kept("special-category-data", "special-categories") == set()
	kept("other", "none") == set()
}

test_other_actions if {
	every action in ["removed", "redacted", "pseudonymised", "false-positive"] {
		provenance.gaps([fixture.put("/sensitivity_scan/matches_disposition", [{"count": 3, "category": "secrets", "action": action}])]) == set()
	}
}
