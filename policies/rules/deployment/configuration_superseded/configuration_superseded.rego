# METADATA
# title: The trusted branch watches something else
# description: >-
#   Since the commit, the model was taken out of the configuration, or other files are its surfaces or its evidence. The
#   state that is verified is what the commit's own configuration watches.
# custom:
#   id: configuration-superseded
#   severity: warning
#   step: configure
#   remedy: Deploy a commit that has the present configuration.
#   requirement: Whatever the disposition rests on is watched.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [A.6.2.6]
package tunegate.rules.configuration_superseded

import rego.v1

id := "configuration-superseded"

warn contains data.tunegate.lib.facts.at_model(id, name, sprintf(
	"%s does not watch for %s what this commit does",
	[input.verification.trusted.name, name],
)) if {
	some name, model in input.verification.trusted.models
	not model.watched
}
