# METADATA
# title: The red-team report, pattern by pattern
# description: What the report states, with the place of each.
package tunegate.lib.red_team

import rego.v1

# model -> the report
reports[name] := doc if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["red-team-report"]
}

# [model, report, pointer, pattern] of each pattern, in scope and out of it
patterns contains [name, doc, pointer, pattern] if {
	some name, doc in reports
	some list in ["in_scope_patterns", "out_of_scope_patterns"]
	some i, pattern in doc.document[list]
	pointer := sprintf("/%s/%d", [list, i])
}

# [model, report, pointer, finding] of each finding
findings contains [name, doc, pointer, finding] if {
	some name, doc in reports
	some i, finding in doc.document.findings
	pointer := sprintf("/findings/%d", [i])
}

# the patterns of that id
named(name, id) := {pattern | some [model, _, _, pattern] in patterns; model == name; pattern.id == id}
