# METADATA
# title: Derived values
# description: What the sources of a document's values give, and where a source stands; see docs/derived.md.
package tunegate.lib.derived

import rego.v1

# [model, kind, document] of every artefact that has sources
artefacts contains [name, kind, doc] if {
	some name, model in data.tunegate.lib.facts.judged
	some kind, doc in model.evidence.artefacts
	is_object(doc.derived)
}

# [model, kind, source, document] of every source that a row names; the sources before the documents, which are long to
# compare
rows contains [name, kind, source, doc] if {
	some [name, kind, doc] in artefacts
	some source in doc.derived.sources
	is_string(source.digest)
}

# [model, kind, document, source, value] where a source gives another value than the document says. A document that
# was made before the source's surface changed is stale, which says enough.
contradicted contains [name, kind, doc, source, value] if {
	some [name, kind, doc] in artefacts
	some value in doc.derived.values
	value.agrees == false
	source := doc.derived.sources[value.source]
	not _has_changed(doc, source)
	not _is_of_another_base(name, value)
}

_has_changed(doc, source) if {
	some surface in source.surfaces
	doc.made_for.changed[surface]
}

# base-model-mismatch says that
_is_of_another_base(name, value) if {
	startswith(value.pointer, "/base_model/")
	not value.said in {pinned | some pinned in input.models[name].reviewed.base_model}
}

# what a source is called: its file, and what wrote it
words(source) := sprintf("%s (%s)", [source.path, source.kind])

# the place in a source that is a file, as a related place of a finding
places(source, value, what) := [{"path": source.path, "line": value.line, "end_line": value.end_line, "message": what}] if {
	is_string(source.found)
}

places(source, _, _) := [] if not is_string(source.found)

# a finding at the row that names a source
at_row(rule, name, doc, source, msg) := {
	"rule": rule,
	"model": name,
	"path": doc.path,
	"line": source.line,
	"end_line": source.end_line,
	"msg": msg,
}
