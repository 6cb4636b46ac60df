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

# [model, kind, document, control] of those that another repository has
elsewhere contains [name, kind, doc, control] if {
	some [name, kind, doc, control] in relied
	is_object(control.elsewhere)
}

longest := 180 # days for which others may rely on a statement

# why a control elsewhere cannot be relied on
refused(control) := (_by_day(control.elsewhere) | _by_name(control.elsewhere)) | _by_statement(control)

_by_day(said) := {sprintf("it was relied on until %s", [said.expires]) | said.expires < data.tunegate.lib.facts.today}

# what is typed has no statement to be held against
_by_name(said) := {reason |
	is_string(said.statement)
	is_null(said.found)
	reason := sprintf("the evidence keeps no statement %s: it is not there, or was altered", [data.tunegate.lib.facts.digest_short(said.statement)])
} | {reason |
	is_string(said.statement)
	not said.listed
	reason := sprintf("the configuration names nobody who signs for %s: 'controls_elsewhere'", [said.repository])
}

_by_statement(control) := {reason |
	found := control.elsewhere.found
	is_object(found)
	some reason in ((_of_itself(control, found) | _of_signers(control.elsewhere, found)) | _of_time(control.elsewhere, found))
}

_of_itself(control, found) := {reason |
	found.repository != control.elsewhere.repository
	reason := sprintf("the statement is of %s", [found.repository])
} | {reason |
	not found.lists
	reason := sprintf("the statement does not list it on %s", [control.surface])
}

_of_signers(said, found) := {reason |
	said.listed
	count({name | some name in found.signed}) < found.quorum
	reason := sprintf("it takes %d of %s to sign the statement, and %s%s", [
		found.quorum,
		data.tunegate.lib.facts.listed(found.principals),
		_signed(found.signed),
		_rejected(found.rejected),
	])
}

_signed(names) := "nobody has" if count(names) == 0

_signed(names) := sprintf("only %s has", [data.tunegate.lib.facts.listed(names)]) if count(names) > 0

_rejected(messages) := "" if count(messages) == 0

_rejected(messages) := sprintf(" (%s)", [concat("; ", messages)]) if count(messages) > 0

_of_time(said, found) := {reason |
	some reason, holds in {
		sprintf("the statement ended on %s", [found.expires]): found.expires < data.tunegate.lib.facts.today,
		sprintf("it is relied on until %s, and the statement ends on %s", [said.expires, found.expires]): said.expires > found.expires,
		sprintf("the statement is dated in the future (%s)", [found.stated_at]): found.stated_at > input.now,
		sprintf("the statement holds for %d days, and %d are allowed", [_days(found), longest]): _days(found) > longest,
	}
	holds
} | {reason |
	some row in found.later
	reason := sprintf("there is a later statement (%s, %s)", [row.path, row.stated_at])
}

_days(found) := data.tunegate.lib.earlier.days(found.stated_at, found.expires)
