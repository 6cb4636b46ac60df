package tunegate.lib.causes_test

import data.tunegate.lib.causes
import data.tunegate.lib.coverage_fixture_test as coverage
import data.tunegate.lib.fixture_test as fixture
import rego.v1

prompt := fixture.change("system_prompt", "p.md")

filter := object.union(fixture.change("output_filter", "g.yml#/rails/input"), {"path": "g.yml"})

selector := object.union(fixture.control_change, {"key": "tunegate.yaml#/models/m/surfaces/system_prompt/0"})

gone := object.union(fixture.change("output_filter", "g/a.yml"), {
	"change": "removed",
	"path": "g/a.yml",
	"base_path": "g/a.yml",
	"line": null,
	"end_line": null,
})

changed(rows, patches) := fixture.patched(array.concat([fixture.put("/changes", rows)], patches))

at(change, more) := object.union(
	{"model": change.model, "path": change.path, "line": change.line, "end_line": change.end_line, "msg": "m"},
	more,
)

test_of_a_change if {
	value := at(prompt, {"rule": "reassessment-required", "element": "p.md"})
	causes.of(value) == [1] with input as changed([filter, prompt], [])
	own := at(selector, {"rule": "control-plane-change"})
	causes.of(own) == [0] with input as changed([selector, prompt], [])

	# two values on one line
	other := object.union(prompt, {"key": "q.md"})
	second := at(prompt, {"rule": "reassessment-required", "element": "q.md"})
	causes.of(second) == [1] with input as changed([prompt, other], [])
}

test_of_nothing if {
	finding := at(prompt, {"rule": "artefact-missing"})
	causes.of(finding) == [] with input as changed([prompt], [])
}

overhang := {"rule": "artefact-stale", "model": "m", "path": "f.yaml", "line": 4, "end_line": 5, "msg": "m", "related": [{"path": "evidence/m/overhang-statement.yaml", "message": "x"}]}

stale(kind, keys) := fixture.put(sprintf("/models/m/evidence/artefacts/%s/made_for", [kind]), fixture.stale({"system_prompt": keys}))

test_of_what_is_stale if {
	causes.of(overhang) == [1] with input as changed([filter, prompt], [stale("overhang-statement", ["p.md"])])

	# by its selector, where the pull request changed nothing else
	causes.of(overhang) == [0] with input as changed([selector], [stale("overhang-statement", ["p.md"])])

	# by an earlier commit
	causes.of(overhang) == [] with input as changed([filter], [stale("overhang-statement", ["p.md"])])
}

test_of_a_stale_disposition if {
	finding := {"rule": "disposition-stale", "model": "m", "path": "evidence/m/disposition.yaml", "line": 3, "end_line": 3, "msg": "m"}
	made_for := fixture.put("/models/m/evidence/disposition/made_for", fixture.stale({"system_prompt": ["p.md"]}))
	causes.of(finding) == [0] with input as changed([prompt], [made_for])
	causes.of(finding) == [] with input as changed([object.union(prompt, {"change": "relocated"})], [made_for])
}

test_of_a_control if {
	finding := {"rule": "control-changed", "model": "m", "path": "evidence/m/red-team-report.yaml", "line": 1, "end_line": 1, "msg": "m"}
	every key in ["g.yml#/rails", "g.yml", "g.yml#/rails/input"] {
		causes.of(finding) == [0] with input as json.patch(
			fixture.relies("red-team-report", {"digest": "sha256:h"}),
			[fixture.put("/changes", [object.union(filter, {"key": key})])],
		)
	}
	causes.of(finding) == [] with input as json.patch(
		fixture.relies("red-team-report", {"digest": "sha256:h"}),
		[fixture.put("/changes", [object.union(filter, {"key": "g.yml#/railsings"})])],
	)
}

unmatched := {"surface": "output_filter", "selector": "g/**", "before": "matched", "files": ["g/a.yml"], "path": "tunegate.yaml", "line": 5, "end_line": 5}

test_of_a_selector if {
	finding := {"rule": "selector-unmatched", "model": "m", "path": "tunegate.yaml", "line": 5, "end_line": 5, "msg": "m"}
	causes.of(finding) == [0] with input as changed([gone], [fixture.put("/models/m/unmatched/0", unmatched)])
	causes.of(finding) == [] with input as changed([gone], [fixture.put("/models/m/unmatched/0", object.union(unmatched, {"files": []}))])
}

test_of_what_is_not_selected if {
	finding := {"rule": "surface-unreviewed", "model": "m", "path": "h/a.yml", "line": 1, "end_line": 1, "msg": "no selector covers it"}
	moved := object.union(coverage.uncovered({}), {"path": "h/a.yml", "base_path": "g/a.yml"})
	causes.of(finding) == [0] with input as changed([gone], [fixture.put("/uncovered/0", moved)])
	taken := object.union(finding, {"msg": "this change takes away the selector of: x"})
	causes.of(taken) == [0] with input as changed([selector], [])
}
