# METADATA
# title: What is deployed is another state than that of the commit
# description: >-
#   'verify' is told which state is deployed, and compares it with the state of the commit.
# custom:
#   id: deployed-state-mismatch
#   severity: error
#   step: correct
#   remedy: Verify the commit that the deployment was built from, or build and deploy this one.
#   requirement: A disposition is bound to what it reviewed, by digest, and so is what runs.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4]
#     iso-42001: [A.6.2.5, A.6.2.6]
#     eu-ai-act: [Article 17(1)(a)]
package tunegate.rules.deployed_state_mismatch

import rego.v1

id := "deployed-state-mismatch"

deny contains data.tunegate.lib.facts.at_model(id, name, sprintf(
	"the deployed state of %s is %s, and the commit's is %s",
	[name, data.tunegate.lib.facts.digest_short(digest), data.tunegate.lib.facts.digest_short(model.state.digest)],
)) if {
	some name, digest in input.verification.states
	model := input.models[name]
	digest != model.state.digest
}
