package tunegate.rules.form_incomparable_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.form_incomparable as rule
import rego.v1

finding(path, who) := {
	"rule": "form-incomparable",
	"model": "m",
	"path": path,
	"line": 3,
	"end_line": 3,
	"msg": concat("", [
		path,
		" was made for sha256:222222222222 of form 1, which this version cannot compare with the present state; ",
		who,
	]),
}

made_for(pointer, value) := fixture.put(sprintf("/models/m/evidence/%s/made_for", [pointer]), value)

test_in_order if rule.deny == set() with input as fixture.case

test_every_document if {
	rule.deny == {
		finding("evidence/m/disposition.yaml", "tunegate 0.1.0 can migrate it"),
		finding("evidence/m/training-run.yaml", "an earlier version can migrate it"),
	} with input as fixture.patched([
		made_for("disposition", fixture.incomparable),
		made_for("artefacts/training-run", object.union(fixture.incomparable, {"migrate_with": null})),
	])
}

test_a_determination_of_another_state_is_history if {
	rule.deny == set() with input as json.patch(fixture.determined, [made_for("determinations/0", fixture.incomparable)])
}

test_what_is_stale_or_unknown_is_not_this if {
	rule.deny == set() with input as fixture.patched([
		made_for("disposition", fixture.stale({"base_model": ["k"]})),
		made_for("artefacts/training-run", fixture.unknown),
	])
}

test_removed_model if {
	rule.deny == set() with input as fixture.patched([
		made_for("disposition", fixture.incomparable),
		fixture.put("/models/m/status", "removed"),
	])
}
