package tunegate.lib.coverage_test

import data.tunegate.lib.coverage
import data.tunegate.lib.coverage_fixture_test as uncovered
import data.tunegate.lib.fixture_test as fixture
import rego.v1

file(changed) := object.union(uncovered.uncovered({}), changed)

element(changed) := object.union(uncovered.uncovered({}).elements[0], changed)

of_files(files) := rows if {
	rows := coverage.asked(coverage.added) with input as fixture.patched([fixture.put("/uncovered", files)])
}

test_a_file_of_which_nothing_is_asked if {
	of_files([file({"elements": [element({"status": "removed"})]})]) == []
	of_files([file({"elements": []})]) == []
	one := file({})
	of_files([one, file({"elements": []})]) == [one]
}

test_form if {
	not older({"form": null})
	not older({"form": fixture.case.models.m.state.form})
	older({"form": fixture.case.models.m.state.form - 1})
	not older({})
}

older(made_for) if coverage.is_older("m", {"made_for": made_for, "approval": {"kept": []}}) with input as fixture.case

test_places if {
	rows := [element({"line": 9, "end_line": 9}), element({"line": null, "end_line": null}), element({"line": 7, "end_line": 8})]
	coverage.stands_at(file({"elements": rows})) == {"path": "deploy/v.yaml", "line": 7, "end_line": 8}
	[row.line | some row in coverage.related(file({"elements": rows}))] == [9, 7]
	coverage.stands_at(file({"elements": [rows[1]]})) == {"path": "deploy/v.yaml", "line": null, "end_line": null}
}

test_words if {
	coverage.what(element({"old": true, "value": false})) == "/guard/enabled (true -> false)"
	coverage.what(element({"old": null, "value": false})) == "/guard/enabled (nothing -> false)"
	coverage.what(element({"old": true, "value": null})) == "/guard/enabled (true -> nothing)"
	coverage.what(element({"old": null, "value": null})) == "/guard/enabled"
	coverage.what(element({"status": "added", "old": null, "value": false})) == "/guard/enabled (false)"
	coverage.what(element({"status": "removed", "old": true, "value": null})) == "/guard/enabled (true)"
}

pending(proposed, approvers) := said if {
	said := coverage.pending(file({"elements": [element({"proposed": proposed})]})) with input as fixture.patched([fixture.put("/control_plane/approvers", approvers)])
}

test_an_exclusion_that_is_proposed if {
	start := " The exclusion on line 20 of tunegate.yaml counts once it is merged: before that, "
	pending(null, null) == ""
	every approvers in [null, {}] {
		pending({"line": 20, "exact": false}, approvers) == sprintf("%sonly one that names one path and one rule can.", [start])
	}
	pending({"line": 20, "exact": true}, null) == sprintf("%sa determination that lists it has to be approved, and 'control_plane.approvers' names nobody.", [start])
	pending({"line": 20, "exact": true}, {}) == sprintf("%san approved determination of this change has to list it.", [start])
}
