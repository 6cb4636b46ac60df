# METADATA
# title: The commit is not on the trusted branch
# description: >-
#   What is deployed was reviewed on a protected branch. A commit that is on none chooses its own configuration and its
#   own evidence.
# custom:
#   id: commit-untrusted
#   severity: error
#   step: configure
#   remedy: Merge it first, and verify the commit on the branch; or name the branch that it is on with --trusted.
#   requirement: What runs was reviewed.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4]
#     iso-42001: [A.6.2.5]
#     eu-ai-act: [Article 17(1)(a)]
package tunegate.rules.commit_untrusted

import rego.v1

id := "commit-untrusted"

deny contains {
	"rule": id,
	"model": null,
	"path": null,
	"line": null,
	"end_line": null,
	"msg": sprintf("the commit %s is not on %s, which is at %s", [substring(input.head, 0, 12), branch.name, substring(branch.commit, 0, 12)]),
} if {
	branch := input.verification.trusted
	not branch.reachable
}
