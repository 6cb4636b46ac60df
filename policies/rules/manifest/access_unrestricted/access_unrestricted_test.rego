package tunegate.rules.access_unrestricted_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

read_by(who) := provenance.gaps([fixture.put("/retention/access", [who])])

test_everybody if {
	every who in [
		"everyone", "Everyone", "everyone@acme.example", "Everybody at Acme", "anyone with the link", "all", "ALL",
		"all-staff@acme.example", "all_employees", "All users", "allAuthenticatedUsers", "allUsers", "public", "The public",
		"world", "*", "arn:aws:iam::*:root", "company-wide", "Domain Users", "AuthenticatedUsers", "n/a", "internet",
	] {
		read_by(who) == {sprintf("%s can read the data", [who])}
	}
}

test_somebody if {
	every who in [
		"ml-platform@acme.example", "data governance", "public-policy-team@acme.example", "allison@acme.example",
		"all-source analysis desk", "anyscale operators", "everett@acme.example", "world news desk",
	] {
		read_by(who) == set()
	}
}
