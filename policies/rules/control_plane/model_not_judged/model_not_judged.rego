# METADATA
# title: A model that the change touches was not judged
# description: >-
#   The check was asked to judge some models only. It says nothing about the others, and a pass that says nothing about
#   what changed opens the way past the gate for it.
# custom:
#   id: model-not-judged
#   severity: error
#   step: configure
#   remedy: >-
#     Name the model too ('models' of the Action, '--model'), or name none. Where another required check judges it, make
#     this a warning under 'severities' in the configuration, with that check as the reason.
#   requirement: Nothing that is deployed goes unreviewed by accident.
#   mappings:
#     nist-ai-rmf: [MAP 4.1, MANAGE 4.1]
#     iso-42001: [A.6.2.6]
package tunegate.rules.model_not_judged

import rego.v1

id := "model-not-judged"

deny contains {
	"rule": id,
	"model": name,
	"path": null,
	"line": null,
	"end_line": null,
	"msg": sprintf("the change touches %s, which this check was not asked to judge", [name]),
} if {
	some name in input.unjudged
}
