# METADATA
# title: The command of the run starts nothing that is reviewed
# description: >-
#   Where the repository has the configuration of a trainer under review, or a script that trains, the command of the run
#   names it. A command that starts a runner or another script (make, dvc, bash, docker) is not looked into.
# custom:
#   id: run-command-mismatch
#   severity: error
#   step: correct
#   remedy: >-
#     Write the command that was typed. Where it read another configuration than those that are reviewed, review that
#     one: add it to 'training_recipe'.
#   requirement: A run that cannot be reproduced cannot be investigated later.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.3]
#     eu-ai-act: [Annex IV(2)(a)]
package tunegate.rules.run_command_mismatch

import rego.v1

id := "run-command-mismatch"

# programs that start what another file says
_runners := {
	"bash", "dvc", "docker", "inv", "invoke", "just", "kubectl", "make", "mlflow", "modal", "nox", "podman", "poe", "ray",
	"sbatch", "sh", "sky", "snakemake", "source", "srun", "task", "tox", "zsh",
}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/command", sprintf(
	"the command names none of the reviewed configurations: %s",
	[concat(", ", sort(recipes))],
)) if {
	some [name, kind, doc] in data.tunegate.lib.derived.artefacts
	kind == "training-run"
	recipes := {source.path | some source in doc.derived.sources; _is_recipe(source)}
	count(recipes) > 0
	words := _words(doc.document.command)
	count({path | some path in recipes; _names(words, path)}) == 0
	not _starts_a_runner(doc.document.command)
}

# under review, and read by a trainer; not what a run wrote out
_is_recipe(source) if {
	is_null(source.digest)
	is_string(source.facts.trainer)
	not source.facts.is_output
}

_words(command) := [word |
	some line in split(command, "\n")
	some word in split(replace(regex.replace(line, `(^|\s)#.*$`, ""), "=", " "), " ")
	word != ""
]

# by its path, by the end of it, from another folder
_names(words, path) if {
	some word in words
	said := concat("", ["/", trim_prefix(trim(word, "\"'"), "./")])
	_ends(said, concat("", ["/", path]))
}

# without its ending, as 'python -m configs.train' and hydra's '--config-name train' take it
_names(words, path) if {
	some index, word in words
	said := replace(trim(word, "\"'"), ".", "/")
	_is_whole(words, index, said)
	_ends(concat("", ["/", said]), concat("", ["/", _stem(path)]))
}

_ends(one, other) if endswith(one, other)

_ends(one, other) if endswith(other, one)

# 'train' alone is a command of many programs
_is_whole(_, _, said) if contains(said, "/")

_is_whole(words, index, _) if startswith(words[index - 1], "--config")

_stem(path) := regex.replace(path, `\.[A-Za-z0-9]+$`, "")

_starts_a_runner(command) if {
	words := split(trim_space(regex.replace(_without_settings(command), `\s+`, " ")), " ")
	steps := split(words[0], "/")
	program := steps[count(steps) - 1]
	_is_runner(program)
}

# variables in front, and what runs a program in an environment, start nothing themselves
_without_settings(command) := regex.replace(
	command,
	`^\s*(?:(?:[A-Za-z_][A-Za-z0-9_]*=\S*|env|nohup|sudo|time|(?:uv|poetry|pdm|hatch|pipenv|pixi|conda) run)\s+)*`,
	"",
)

_is_runner(program) if program in _runners

_is_runner(program) if endswith(program, ".sh")
