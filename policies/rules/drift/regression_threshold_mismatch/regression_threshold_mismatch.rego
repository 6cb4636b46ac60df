# METADATA
# title: The analysis uses another margin or alpha than the settings
# description: Which loss counts as a regression is decided by the settings of the base commit, and not by the analysis.
# custom:
#   id: regression-threshold-mismatch
#   severity: error
#   step: correct
#   remedy: >-
#     Write the margin and alpha of the settings under 'method', or change settings.drift_margin and
#     settings.drift_alpha on the base branch first.
#   requirement: Which categories regressed, and by how much, is documented in the disposition's evidence.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6), Article 15(5)]
package tunegate.rules.regression_threshold_mismatch

import rego.v1

id := "regression-threshold-mismatch"

deny contains data.tunegate.lib.regression.at(id, name, sprintf("/method/%s", [key]), sprintf(
	"the %s is %v here, and %v in the settings",
	[key, method[key], input.settings[setting]],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	method := data.tunegate.lib.drift.analysis(name).document.method
	some key, setting in {"margin": "drift_margin", "alpha": "drift_alpha"}
	method[key] != input.settings[setting]
}
