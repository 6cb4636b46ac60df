package tunegate.rules.base_document_of_another_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.inherited_fixture_test as base
import data.tunegate.rules.base_document_of_another as rule
import rego.v1

covers(text) := base.evidence([base.put("/documents/0/covers", text)])

other(text) := base.finding("base-document-of-another", sprintf("the model-card covers %s, which names neither acme/Base-3.1-8B nor its revision", [text]))

test_in_order if {
	rule.deny == set() with input as fixture.case
	every text in ["Base 3.1 8B", "the Base-3.1-8B, as pinned", "acme/base_3.1:8b", "commit 5206a32e0bd3067aef1ce90f5528ade7d866253f", "all of 5206a32E0B", "at 5206A32"] {
		rule.deny == set() with input as covers(text)
	}
}

test_another if {
	every text in ["Mistral 7B v0.1", "Base 3 models, all sizes", "Base-3.1-70B", "commit 5206a31", "acme"] {
		rule.deny == {other(text)} with input as covers(text)
	}
}

test_not_said if {
	said := base.finding("base-document-of-another", "the model-card does not say which model it covers")
	rule.deny == {said} with input as base.evidence([base.cut("/documents/0/covers")])
}

test_a_short_revision_says_nothing if {
	rule.deny == {other("version 1 of something")} with input as json.patch(covers("version 1 of something"), [base.put("/base_model/revision", "1")])
}

test_a_name_with_a_gap if {
	rule.deny == set() with input as json.patch(covers("Base 8B"), [base.put("/base_model/id", "acme/Base--8B")])
}

test_a_name_without_a_publisher if {
	rule.deny == set() with input as json.patch(covers("the Base"), [base.put("/base_model/id", "base")])
}

test_shortest_revisions if {
	rule.deny == set() with input as json.patch(covers("version abcdefg"), [base.put("/base_model/revision", "abcdefg")])
	count(rule.deny) == 1 with input as json.patch(covers("version abcdef"), [base.put("/base_model/revision", "abcdef")])
	count(rule.deny) == 1 with input as covers("at 5206a3")
	count(rule.deny) == 1 with input as covers("at 5206a32d")
}

test_a_dated_one if {
	rule.deny == set() with input as json.patch(covers("the snapshot 2024-08-06"), [base.put("/base_model/revision", "2024-08-06")])
	count(rule.deny) == 1 with input as json.patch(covers("the snapshot 2024-08-07"), [base.put("/base_model/revision", "2024-08-06")])
}

test_not_asked if {
	rule.deny == set() with input as json.patch(covers("Mistral"), [base.put("/documents/0/holds_because", "r")])
	rule.deny == set() with input as json.patch(covers("Mistral"), [base.put("/documents/0/available", false)])
	rule.deny == set() with input as json.patch(covers("Mistral"), base.older(false))
}
