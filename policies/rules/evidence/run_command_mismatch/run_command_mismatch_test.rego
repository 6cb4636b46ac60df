package tunegate.rules.run_command_mismatch_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.run_command_mismatch as rule
import rego.v1

recipe(path) := object.union(derived.implied, {"path": path, "facts": {"trainer": "axolotl"}})

run(command, sources) := derived.with_sources(sources, [], [
	fixture.put(sprintf("%s/document/command", [derived.run]), command),
	fixture.put(sprintf("%s/lines/~1command", [derived.run]), [25, 25]),
])

finding(paths) := derived.at("run-command-mismatch", 25, 25, sprintf("the command names none of the reviewed configurations: %s", [paths]))

train := recipe("configs/train.yaml")

test_in_order if {
	rule.deny == set() with input as fixture.case
	every command in [
		"accelerate launch -m axolotl.cli.train configs/train.yaml",
		"axolotl train ./configs/train.yaml",
		"python train.py --config=train.yaml",
		"tune run x --config \"configs/train.yaml\"",
		"python ft.py --config-name=train",
		"axolotl train /workspace/acme/configs/train.yaml",
	] {
		rule.deny == set() with input as run(command, [train])
	}
}

test_every_way_to_name_it if {
	every command in ["a configs/train.yaml", "a\nconfigs/train.yaml", "a --config=train.yaml", "a ./train.yaml", "python -m configs.train"] {
		rule.deny == set() with input as run(command, [train])
	}
}

test_one_of_several if {
	rule.deny == set() with input as run("axolotl train configs/train.yaml", [train, recipe("configs/other.yaml")])
}

test_runner if {
	every command in ["make train", "bash run", "./scripts/launch.sh 8", "uv run make sft", "dvc repro train", "CUDA_VISIBLE_DEVICES=0 nohup  make sft"] {
		rule.deny == set() with input as run(command, [train])
	}
	rule.deny == {finding("configs/train.yaml")} with input as run("echo the bash run make", [train])
}

test_nothing_to_name if {
	rule.deny == set() with input as run("echo hi", [])
	rule.deny == set() with input as run("echo hi", [derived.implied])
	rule.deny == set() with input as run("echo hi", [object.union(train, {"digest": "sha256:c"})])
	rule.deny == set() with input as run("echo hi", [object.union(train, {"facts": {"is_output": true}})])
}

test_names_nothing if {
	every command in ["echo hi", "echo hi # configs/train.yaml", "# configs/train.yaml\necho hi"] {
		rule.deny == {finding("configs/train.yaml")} with input as run(command, [train])
	}
	rule.deny == {finding("configs/dpo.yaml, configs/train.yaml")} with input as run("axolotl train configs/retrain.yaml", [train, recipe("configs/dpo.yaml")])
}

test_other_documents_have_no_command if {
	case := fixture.patched([
		fixture.put("/models/m/evidence/artefacts/evaluation-results/derived/sources", [train]),
		fixture.put("/models/m/evidence/artefacts/evaluation-results/document/command", "echo hi"),
	])
	rule.deny == set() with input as case
}
