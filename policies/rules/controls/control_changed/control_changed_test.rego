package tunegate.rules.control_changed_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.control_changed as rule
import rego.v1

finding(kind) := {
	"rule": "control-changed",
	"model": "m",
	"path": sprintf("evidence/m/%s.yaml", [kind]),
	"line": 1,
	"end_line": 1,
	"msg": sprintf("the %s relies on g.yml#/rails, which is not what it was: sha256:g was relied on, it is sha256:h now", [kind]),
}

kinds := ["alignment-regression", "red-team-report", "evaluation-results", "overhang-statement"]

test_in_order if {
	rule.deny == set() with input as fixture.case
	every kind in kinds {
		rule.deny == set() with input as fixture.relies(kind, {})
	}
}

test_changed if {
	every kind in kinds {
		rule.deny == {finding(kind)} with input as fixture.relies(kind, {"digest": "sha256:h"})
	}
}

test_asked_elsewhere if {
	rule.deny == set() with input as fixture.relies("red-team-report", {"digest": null})
	rule.deny == set() with input as fixture.relies("red-team-report", {"said": null})
}

stale(kind, surface) := json.patch(
	fixture.relies(kind, {"digest": "sha256:h"}),
	[fixture.put(sprintf("/models/m/evidence/artefacts/%s/made_for", [kind]), fixture.stale({surface: ["g.yml"]}))],
)

test_the_artefact_is_stale_as_a_whole if {
	rule.deny == set() with input as stale("overhang-statement", "output_filter")
	rule.deny == {finding("overhang-statement")} with input as stale("overhang-statement", "system_prompt")
	rule.deny == {finding("red-team-report")} with input as stale("red-team-report", "output_filter")
}

determined(row, patches) := json.patch(fixture.determined, array.concat(
	[
		fixture.put("/models/m/evidence/artefacts/red-team-report/controls", [fixture.control({"digest": "sha256:h"})]),
		fixture.put("/models/m/evidence/determinations/0/document/controls", [
			{"surface": "system_prompt", "path": "p.md", "from": "sha256:a", "to": "sha256:b"},
			object.union({"surface": "output_filter", "path": "g.yml#/rails", "from": "sha256:g", "to": "sha256:h"}, row),
		]),
	],
	patches,
))

test_determined if rule.deny == set() with input as determined({}, [])

test_another_determination if {
	every row in [
		{"surface": "system_prompt"},
		{"path": "g.yml"},
		{"from": "sha256:x"},
		{"to": "sha256:x"},
	] {
		rule.deny == {finding("red-team-report")} with input as determined(row, [])
	}
	every patch in [
		fixture.cut("/models/m/evidence/determinations/0/document/controls"),
		fixture.put("/models/m/evidence/determinations/0/document/owner", "x@acme.example"),
		fixture.put("/models/m/evidence/determinations/0/document/trigger", "re-fine-tuning"),
		fixture.put("/models/m/evidence/determinations/0/made_for/state", fixture.other),
		fixture.put("/models/m/evidence/disposition/document/decision", "hold"),
		fixture.put("/models/m/evidence/disposition/document/decision", "hold"),
	] {
		rule.deny == {finding("red-team-report")} with input as determined({}, [patch])
	}
}

# two of them: one counts and names no control, one names it and does not count
test_each_determination_speaks_for_itself if {
	named := {"surface": "output_filter", "path": "g.yml#/rails", "from": "sha256:g", "to": "sha256:h"}
	every changed in [{"document": {"owner": "x@acme.example", "controls": [named]}}, {"made_for": {"state": fixture.other}, "document": {"controls": [named]}}] {
		rule.deny == {finding("red-team-report")} with input as determined({}, [
			fixture.cut("/models/m/evidence/determinations/0/document/controls"),
			fixture.put("/models/m/evidence/determinations/-", object.union(fixture.determination, changed)),
		])
	}
}
