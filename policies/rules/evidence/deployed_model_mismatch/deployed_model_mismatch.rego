# METADATA
# title: What is deployed is not what the training run put out
# description: >-
#   The values of fine_tuned_model name the output of the training run that is on record: its digest, its id at a
#   provider, its name and version. What the output was published or converted as stands beside it in the record.
# custom:
#   id: deployed-model-mismatch
#   severity: error
#   step: correct
#   remedy: >-
#     Deploy the output of the training run; or record the run that put out what is deployed; or, where it is the same
#     output under another identifier (an OCI artefact, a merge, a quantised copy), add that to 'output.published' of
#     the training run.
#   requirement: The evidence is about the model that is deployed.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.3, MANAGE 4.1]
#     iso-42001: [A.6.2.4, A.6.2.5]
package tunegate.rules.deployed_model_mismatch

import rego.v1

id := "deployed-model-mismatch"

deny contains _finding(name, doc, row, sprintf("%s is %s, and the training run put out %s", [row.key, row.said, _output(doc)])) if {
	some name, doc in _runs
	some row in input.models[name].reviewed.deployed
	row.kind in {"digest", "hosted", "version"}
	not _is_put_out(doc, row)
}

# no digest, id or version says which one it is, so the name has to
deny contains _finding(name, doc, row, sprintf("%s names %s, and the training run put out %s", [row.key, row.said, _output(doc)])) if {
	some name, doc in _runs
	rows := input.models[name].reviewed.deployed
	not _is_told_apart(rows)
	names := [row | some row in rows; row.kind == "name"]
	every one in names {
		not _is_put_out(doc, one)
	}
	some row in names
}

_finding(name, doc, row, msg) := {
	"rule": id,
	"model": name,
	"path": row.path,
	"line": row.line,
	"end_line": row.end_line,
	"element": row.key,
	"msg": msg,
	"related": [data.tunegate.lib.facts.related(doc, "/output", "the output of the training run")],
}

_runs[name] := doc if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["training-run"]
	is_object(doc.document.output)
	not _is_undecided(name)
}

# another version than the disposition was made for: it is stale, which says enough and cannot be lowered
_is_undecided(name) if {
	doc := data.tunegate.lib.facts.dispositions[name]
	doc.made_for.known
	doc.made_for.comparable
	"fine_tuned_model" in data.tunegate.lib.triggers.unanswered_surfaces(name, doc)
}

_is_told_apart(rows) if {
	some row in rows
	row.kind in {"digest", "hosted", "version"}
}

# the output, and what it was published as
_outputs(doc) := array.concat([doc.document.output], object.get(doc.document.output, "published", []))

_is_put_out(doc, row) if {
	row.kind == "digest"
	some output in _outputs(doc)
	output.digest == row.said
}

_is_put_out(doc, row) if {
	row.kind == "hosted"
	some output in _outputs(doc)
	_ends_with(output.id, row.said)
}

_is_put_out(doc, row) if {
	row.kind in {"version", "name"}
	some output in _outputs(doc)
	some key in ["id", "location"]
	_has_part(output[key], row.said)
}

# a version is the whole of a part of an id; of a name the last part counts, without its version
_has_part(text, said) if said == text

# 'support:2026.10.2' of 'registry/acme/support:2026.10.2': the place may be another, the name and version may not
_has_part(text, said) if {
	steps := [step | some step in split(said, "/"); step != ""]
	last := _parts(steps[count(steps) - 1])
	count(last) > 0
	count({part | some part in last} - {part | some part in _parts(text)}) == 0
}

_parts(text) := [part |
	some step in split(replace(replace(text, " ", "/"), ",", "/"), "/")
	some half in split(step, "@")
	some part in split(half, ":")
	part != ""
]

_ends_with(text, said) if endswith(concat("", ["/", text]), concat("", ["/", said]))

_output(doc) := doc.document.output.id
