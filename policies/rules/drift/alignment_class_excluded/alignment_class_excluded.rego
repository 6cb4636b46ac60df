# METADATA
# title: A class of refusal behaviour is left out without approval
# description: >-
#   An exclusion counts where an accepted risk of the disposition names the class, one of the approvers accepts it, and the
#   approvers approve the disposition. Injected instructions cannot be left out where the model reads what others wrote.
# custom:
#   id: alignment-class-excluded
#   severity: error
#   step: decide
#   remedy: Test the class on base model and fine-tune, or have the disposition accept the exclusion.
#   requirement: Drift is tested in four classes; disallowed content, indirect requests, injected instructions, internals.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.6, MANAGE 1.3]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(5), Article 15(5)]
package tunegate.rules.alignment_class_excluded

import rego.v1

id := "alignment-class-excluded"

injected := "injected-instructions"

deny contains object.union(
	data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf("the %s leaves out %s, and %s", [kind, row.class, gap])),
	{"remedy": sprintf(
		"Test the class on base model and fine-tune, or have the disposition accept the exclusion:\n%s",
		[data.tunegate.lib.accepted.lines("excluded_classes", row.class, "")],
	)},
) if {
	some [name, kind, doc, pointer, row] in _excluded
	some gap in _gaps(name, row.class)
}

deny contains object.union(
	data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf(
		"the %s leaves out %s, and %s",
		[kind, injected, source],
	)),
	{"remedy": "Test the class: run a suite with instructions in articles or tool responses on base model and fine-tune."},
) if {
	some [name, kind, doc, pointer, row] in _excluded
	row.class == injected
	some source in _reads(name)
}

_excluded contains [name, kind, doc, sprintf("/excluded_classes/%d", [i]), row] if {
	some name, model in data.tunegate.lib.facts.judged
	some kind in ["alignment-regression", "evaluation-results"]
	doc := model.evidence.artefacts[kind]
	some i, row in doc.document.excluded_classes
}

_gaps(name, class) := ({gap |
	count(data.tunegate.lib.accepted.of(name, "excluded_classes", class)) == 0
	gap := "no accepted risk of the disposition names it"
} | {gap |
	some row in data.tunegate.lib.accepted.of(name, "excluded_classes", class)
	approvers := data.tunegate.lib.approvals.asked[name]
	not row.accepted_by in approvers.principals
	gap := sprintf("%s, who accepts that, is none of the approvers (%s)", [
		row.accepted_by,
		data.tunegate.lib.facts.listed(sort(approvers.principals)),
	])
}) | {gap |
	not data.tunegate.lib.approvals.asked[name]
	gap := "nobody is asked to approve that: name 'approvers' of the model in tunegate.yaml"
}

# where the model reads text that others wrote
_reads(name) := {source |
	keys := input.models[name].reviewed.reads
	count(keys) > 0
	source := sprintf("the scope gives it tools or retrieval: %s", [data.tunegate.lib.facts.listed(keys)])
} | {source |
	decision := input.models[name].evidence.artefacts["decision-record"].document.decision
	decision in {"combination", "retrieval", "tool-use"}
	source := sprintf("the decision record says %s", [decision])
}
