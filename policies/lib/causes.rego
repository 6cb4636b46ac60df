# METADATA
# title: Which changes a finding is about
# description: >-
#   Positions in input.changes, so that a report says once what changed and lists what follows from it. No judgement
#   rests on this.
package tunegate.lib.causes

import rego.v1

# positions of the changes that a finding is about; none where it is about no change
of(finding) := sort(data.tunegate.lib.causes.found(finding))

found(finding) := _changed_here(finding) if finding.rule in {"reassessment-required", "control-plane-change"}

found(finding) := _made_stale(finding) if finding.rule in data.tunegate.lib.tables.caused

found(finding) := _moved_control(finding) if finding.rule in {"control-changed", "control-not-reviewed"}

found(finding) := _unselected(finding) if finding.rule in {"selector-unmatched", "surface-unreviewed"}

found(finding) := set() if not finding.rule in _known

_known := {"reassessment-required", "control-plane-change", "control-changed", "control-not-reviewed", "selector-unmatched", "surface-unreviewed"} | data.tunegate.lib.tables.caused

_changed_here(finding) := {index |
	some index, change in input.changes
	change.model == finding.model
	change.line == finding.line
	change.end_line == finding.end_line
	finding.path in {change.path, change.base_path}
	not _is_of_another_value(finding, change)
}

_is_of_another_value(finding, change) if {
	is_string(finding.element)
	finding.element != change.key
}

# of the surfaces that the document depends on; where the pull request changed none of them, of their selectors
_made_stale(finding) := indices if {
	indices := _of_surfaces(finding)
	count(indices) > 0
}

_made_stale(finding) := {index |
	some [_, surfaces] in _documents(finding)
	some surface in surfaces
	some index in _of_selectors(finding.model, surface)
} if {
	count(_of_surfaces(finding)) == 0
}

_of_surfaces(finding) := {index |
	some [doc, surfaces] in _documents(finding)
	some index, change in input.changes
	change.model == finding.model
	change.change != "relocated"
	change.surface in surfaces
	change.key in doc.made_for.changed[change.surface].keys
}

# [document, surfaces by which it can be stale] of the one that a finding names
_documents(finding) := {[doc, surfaces] |
	some [name, kind, doc] in data.tunegate.lib.facts.documents
	name == finding.model
	doc.path in _paths(finding)
	surfaces := _surfaces(kind, doc)
}

_paths(finding) := {finding.path} | {place.path | some place in object.get(finding, "related", [])}

_surfaces("disposition", doc) := {surface | some surface, _ in doc.made_for.changed}

_surfaces(kind, doc) := {surface |
	some surface in data.tunegate.lib.tables.depends_on[kind]
	doc.made_for.changed[surface]
} if {
	not kind in {"disposition", "determination"}
}

_moved_control(finding) := {index |
	some [name, _, doc, control] in data.tunegate.lib.controls.relied
	name == finding.model
	doc.path == finding.path
	data.tunegate.lib.facts.place(doc, concat("", [control.pointer, "/path"]))[0] == finding.line
	some index, change in input.changes
	change.model == name
	change.surface == control.surface
	_holds(change.key, control.path)
}

_holds(key, path) if _is_within(key, path)

_holds(key, path) if _is_within(path, key)

_is_within(inner, outer) if inner == outer

_is_within(inner, outer) if {
	some sign in {"#", "/"}
	startswith(inner, concat("", [outer, sign]))
}

_unselected(finding) := {index |
	some index, change in input.changes
	change.model == finding.model
	change.change == "removed"
	is_null(change.line)
	change.base_path in _left_behind(finding)
} | {index |
	some surface, _ in data.tunegate.lib.tables.trigger_of
	finding.rule == "surface-unreviewed"
	startswith(finding.msg, "this change takes away the selector")
	some index in _of_selectors(finding.model, surface)
}

# files that a selector found at the base, or that a file of the head was before
_left_behind(finding) := {path |
	finding.rule == "selector-unmatched"
	some row in input.models[finding.model].unmatched
	row.line == finding.line
	some path in row.files
} | {file.base_path |
	finding.rule == "surface-unreviewed"
	some file in input.uncovered
	file.path == finding.path
	is_string(file.base_path)
}

_of_selectors(model, surface) := {index |
	some index, change in input.changes
	change.model == "control-plane"
	startswith(change.key, sprintf("%s#/models/%s/surfaces/%s", [input.control_plane.path, model, surface]))
}
