# METADATA
# title: Controls at the deployment layer
# description: >-
#   The controls that the evidence relies on. Each is part of the clearance: what names one holds while the control is
#   what it was, or its owner has determined that it still works.
package tunegate.lib.controls

import rego.v1

# [model, kind, document, control] of every control that an artefact names
relied contains [name, kind, doc, control] if {
	some name, model in data.tunegate.lib.facts.judged
	some kind, doc in model.evidence.artefacts
	some control in doc.controls
}

# a finding at a control in a document
at(rule, name, doc, control, msg) := data.tunegate.lib.facts.at(rule, name, doc, concat("", [control.pointer, "/path"]), msg)

# a determination that counts for the head says that a control still works as it is now
confirmed(name, control) if {
	"deployment-layer-change" in data.tunegate.lib.triggers.determined[name]
	some doc in data.tunegate.lib.facts.judged[name].evidence.determinations
	data.tunegate.lib.triggers.for_head(name, doc)
	count(data.tunegate.lib.triggers.objections(name, doc)) == 0
	some row in doc.document.controls
	row == {"surface": control.surface, "path": control.path, "from": control.said, "to": control.digest}
}
