# METADATA
# title: The analysis names another statistical procedure
# description: >-
#   The procedure follows from the numbers: clustered where an item has several answers, paired where items are
#   compared one by one, unpaired where there are counts alone.
# custom:
#   id: regression-procedure-mismatch
#   severity: error
#   step: correct
#   remedy: >-
#     Write the procedure that the finding names under 'method', or import the runs again with 'tunegate evidence
#     import'.
#   requirement: Which categories regressed, and by how much, is documented in the disposition's evidence.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6), Article 15(5)]
package tunegate.rules.regression_procedure_mismatch

import rego.v1

id := "regression-procedure-mismatch"

deny contains data.tunegate.lib.regression.at(id, name, "/method/procedure", sprintf(
	"the procedure is %s here, and %s for these numbers",
	[procedure, _procedure(name)],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	procedure := data.tunegate.lib.drift.analysis(name).document.method.procedure
	procedure != _procedure(name)
	not data.tunegate.lib.regression.is_former(name)
}

_kinds(name) := {row.kind | some [model, _, row] in data.tunegate.lib.drift.results; model == name}

_procedure(name) := "sign-flip-holm-gaffke" if count(_kinds(name) - {"unpaired"}) > 0

_procedure(name) := "fisher-newcombe" if _kinds(name) == {"unpaired"}
