# METADATA
# title: Whether the commit is on a protected branch was not asked
# description: Its own configuration, policies and waivers were used, so the answer is worth what the commit is worth.
# custom:
#   id: commit-unchecked
#   severity: warning
#   step: configure
#   remedy: Verify without --any-commit before anything is deployed.
#   requirement: What runs was reviewed.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4]
#     iso-42001: [A.6.2.5]
#     eu-ai-act: [Article 17(1)(a)]
package tunegate.rules.commit_unchecked

import rego.v1

id := "commit-unchecked"

warn contains {
	"rule": id,
	"model": null,
	"path": null,
	"line": null,
	"end_line": null,
	"msg": "any commit was accepted (--any-commit), and judged by its own configuration, policies and waivers",
} if {
	is_object(input.verification)
	is_null(input.verification.trusted)
}
