"""The pull request changes what no selector covers: neighbours of reviewed values, new files, files that moved away."""

from __future__ import annotations

from gate.judge.decision import Decision
from tests.bypass.wall import (
    CONFIG,
    TRAIN,
    VALUES,
    Edit,
    append,
    decision,
    link,
    move,
    on_main,
    remove,
    replace,
    steps,
    write,
)
from tests.keys import OWNER
from tests.repo import Repo

RULE = "surface-unreviewed"
NEAR = "\nmoderation:\n  enabled: true\nsandbox:\n  enabled: true\nassistant:\n  promptFiles:\n    - a.md\n    - b.md\n"
RECIPE = "neftune_noise_alpha: 5\nadam_beta1: 0.9\nadam_beta2: 0.95\n"
OTHER_CONFIG = "base_model: evil/base\nadapter: lora\ndatasets:\n  - path: evil/data\n"


def asked(repo: Repo, *edits: Edit, rule: str = RULE) -> dict[str, tuple[str, str]]:
    """Path -> severity and message of what the gate asks after the edits."""
    steps(*edits)(repo)
    repo.commit("an innocent change")
    found: Decision = decision(repo)
    assert found.verdict != "error", found.findings
    rows = [f for f in found.findings if f.rule == rule]
    assert len({(f.path, f.model, f.severity) for f in rows}) == len(rows), "one finding a file, model and severity"
    return {f.path or "": (f.severity, f.message) for f in reversed(rows)}  # the worst of a file


def says(found: dict[str, tuple[str, str]], path: str, *words: str, severity: str = "error") -> None:
    assert found[path][0] == severity, found
    assert [word for word in words if word not in found[path][1]] == [], found[path]


def test_neighbours_of_reviewed_values(example: Repo) -> None:
    """Each kind at the end of the finding, on one repository: switches, recipe values, flags, and what says nothing."""
    on_main(append(VALUES, NEAR), append(TRAIN, RECIPE))(example)  # all else is selected
    found = asked(
        example,
        replace(VALUES, "moderation:\n  enabled: true", "moderation:\n  enabled: false"),
        replace(VALUES, "sandbox:\n  enabled: true", "sandbox:\n  enabled: false"),
        replace(VALUES, "    - b.md\n", ""),
        replace(VALUES, "replicas: 2", "replicas: 3"),
        replace(TRAIN, "neftune_noise_alpha: 5", "neftune_noise_alpha: 6\nlora_target_linear: true"),
        replace(TRAIN, "adam_beta1: 0.9\n", "adam_beta1: 0.8\n"),
        replace(TRAIN, "adam_beta2: 0.95\n", ""),
        replace(TRAIN, "logging_steps: 5", "logging_steps: 6"),
        replace(TRAIN, "output_dir: outputs/", "output_dir: elsewhere/"),
    )
    says(found, VALUES, "/moderation/enabled (true -> false)", "/sandbox/enabled (true -> false)")
    says(found, TRAIN, "/neftune_noise_alpha (5 -> 6)", "/adam_beta1 (0.9 -> 0.8)", "/lora_target_linear (true)")
    said = {remark.message for remark in decision(example).remarks}
    other = "3 other values changed in files of which selectors cover parts: configs/train.yaml (/logging_steps, "
    assert any(message.startswith(other) for message in said), said


def test_flags_that_serve_another_model(example: Repo) -> None:
    flags = "--chat-template=evil --quantization=awq --rope-scaling={} --lora-modules=x=y --load-in-4bit".split()
    flags.append("--tokenizer=evil")
    more = "".join(f"    - {flag}\n" for flag in flags)
    found = asked(
        example,
        replace(VALUES, "    - --seed=0\n", f"    - --seed=0\n{more}"),
        replace(VALUES, "--max-num-seqs=64", "--max-num-seqs=65"),
    )
    severity, message = found[VALUES]
    assert severity == "error"
    assert "/vllm/args/--lora_modules (x=y)" in message
    assert "and 1 more" in message, "six values, five of them named"
    assert "max_num_seqs" not in message


def test_new_files(example: Repo) -> None:
    """Whole new models, configurations and data, wherever they are put."""
    found = asked(
        example,
        write("configs/other.yaml", OTHER_CONFIG),
        write("training/run.sh", "python train.py --model_name_or_path evil/base --dataset evil/data\n"),
        write("deploy/values-b.yaml", "vllm:\n  args: [--model=evil/model]\n"),
        write("data/train/more.parquet", b"PAR1\x00"),
        write("data/train/deep/more.arrow", b"ARROW1\x00"),
        write("data/train/README.md", "# how it was made\n"),
        write("prompts/more.txt", "Do whatever you are asked to.\n"),
        write("chat/system_prompt.j2", "Do whatever you are asked to.\n"),
        write("docs/prompting.md", "# How to write a prompt\n"),
        write("tests/conftest.py", 'MODEL = "evil/model"\n'),
        write("src/app.ts", 'export const x = "evil/model"\n'),
    )
    files = "configs/other.yaml training/run.sh deploy/values-b.yaml data/train/more.parquet data/train/deep/more.arrow"
    assert set(found) == {*files.split(), "prompts/more.txt", "chat/system_prompt.j2"}
    assert {severity for severity, _ in found.values()} == {"error"}
    says(found, "configs/other.yaml", "/base_model (evil/base)", "/datasets/0/path (evil/data)")


def test_moved_out_of_the_review(example: Repo) -> None:
    found = asked(
        example,
        move("prompts/escalation.md", "texts/system_prompt.md"),
        move("data/train/boundaries.jsonl", "data/raw/boundaries.jsonl"),
        replace(TRAIN, "base_model: meta-llama/Llama-3.1-8B-Instruct\n", "base_model_config: evil/base\n"),
        move("guardrails/prompts.yml", "rails/prompts.yml"),
    )
    says(found, "texts/system_prompt.md", "the whole file, as system_prompt")
    says(found, "data/raw/boundaries.jsonl", "the whole file, as training_data")
    says(found, TRAIN, "/base_model_config (evil/base)")
    assert "rails/prompts.yml" in found


def test_what_was_uncovered_before(example: Repo) -> None:
    """At the base: unchanged it is a count, changed an error, moved or removed a warning; a move is no way in."""
    on_main(
        write("old/config.yaml", OTHER_CONFIG),
        write("old/gone.yaml", OTHER_CONFIG.replace("evil", "gone")),
        write("old/same.yaml", OTHER_CONFIG.replace("evil", "same") + "# once\n"),
        write("old/moved.yaml", OTHER_CONFIG.replace("evil", "moved")),
        write("old/other.yaml", OTHER_CONFIG.replace("evil", "other")),
    )(example)
    found = asked(
        example,
        replace("old/config.yaml", "evil/base", "evil/other"),
        remove("old/gone.yaml"),
        replace("old/same.yaml", "# once", "# twice"),
        move("old/moved.yaml", "deploy/moved.yaml"),
        move("old/other.yaml", "deploy/other.yaml"),
        append("deploy/other.yaml", "adapter_model: evil/adapter\n"),
    )
    says(found, "old/config.yaml", "/base_model (evil/base -> evil/other)")
    says(found, "old/gone.yaml", "removes", severity="warning")
    says(found, "deploy/moved.yaml", "moves it from old/moved.yaml", severity="warning")
    says(found, "deploy/other.yaml", "/base_model (other/base)")
    assert "old/same.yaml" not in found
    assert any("old/same.yaml" in remark.message for remark in decision(example).remarks)


def test_a_selector_that_the_head_takes_away(example: Repo) -> None:
    """By taking it out, by '!', and by narrowing it; the file itself stays as it is."""
    found = asked(
        example,
        replace(CONFIG, "        - prompts/*.md\n", '        - prompts/*.md\n        - "!prompts/escalation.md"\n'),
        replace(CONFIG, "        - configs/train.yaml#/revision_of_model\n", ""),
        replace(CONFIG, "        - deploy/tools.yaml\n", "        - deploy/tools.yaml#/denied\n"),
    )
    says(found, "prompts/escalation.md", "takes away the selector of: the whole file, as system_prompt")
    says(found, TRAIN, "takes away the selector of: /revision_of_model")
    says(found, "deploy/tools.yaml", "takes away the selector of: /default (deny)")


def test_what_cannot_be_read(example: Repo) -> None:
    """Broken, huge, binary and oddly encoded files, links and submodules: asked about, or named in a note."""
    wide = "\r\n".join(OTHER_CONFIG.splitlines()) + "\r\n"
    huge = "x: " + "a" * (9 << 20) + "\nbase_model: evil/base\n"
    sub = example.head()
    example.write(".gitmodules", '[submodule "data/train/sub"]\n\tpath = data/train/sub\n\turl = ../sub\n')
    found = asked(
        example,
        write("a/broken.yaml", "base_model: evil/base\nx: [\n"),
        write("a/huge.yaml", "base_model: evil/base\n" + huge),
        write("a/binary.yaml", b"\x00\x01base_model: evil\n"),
        write("a/wide.yaml", wide),
        write("a/marked.yaml", b"\xef\xbb\xbf" + OTHER_CONFIG.encode()),
        write("a/utf16.yaml", OTHER_CONFIG.encode("utf-16")),
        write("a/deep.yaml", "base_model: evil/base\nadapter: " + "[" * 500 + "]" * 500 + "\n"),
        write("a/aliases.yaml", "a: &a [x, x]\nb: &b [*a, *a]\nbase_model: evil/base\nadapter: lora\n"),
        write("elsewhere/target.yaml", OTHER_CONFIG),
        link("a/linked.yaml", "../elsewhere/target.yaml"),
        link("a/nowhere.yaml", "../../../etc/passwd"),
        link("a/circle.yaml", "circle.yaml"),
    )
    for path in ("a/broken.yaml", "a/huge.yaml", "a/wide.yaml", "a/marked.yaml", "a/deep.yaml", "a/aliases.yaml"):
        says(found, path, "evil/base")
    says(found, "a/linked.yaml", "/base_model (evil/base)")
    said = " ".join(remark.path or "" for remark in decision(example).remarks)
    assert [
        path for path in ("a/broken.yaml", "a/huge.yaml", "a/binary.yaml", "a/utf16.yaml") if path not in said
    ] == []
    example.git("update-index", "--add", "--cacheinfo", f"160000,{sub},data/lake")
    example.git("update-index", "--add", "--cacheinfo", f"160000,{sub},libs/fmt")
    example.git("commit", "--quiet", "--message", "a submodule")
    paths = {f.path for f in decision(example).findings if f.rule == RULE}
    assert {"data/lake", "a/linked.yaml"} <= paths
    assert "libs/fmt" not in paths


def test_examples_and_documents_only_warn(example: Repo) -> None:
    """And what is moved out of them, or out of what is excluded, is as new."""
    rows = f"recognise:\n  exclude:\n    - {{path: 'lab/**', reason: not deployed, owner: {OWNER}}}\n"
    on_main(
        append(CONFIG, rows),
        write("examples/a.yaml", OTHER_CONFIG),
        write("lab/b.yaml", OTHER_CONFIG + "# of the lab\n"),
    )(example)
    found = asked(
        example,
        write("docs/workshop/config.yaml", OTHER_CONFIG),
        write("examples/lora/config.yaml", OTHER_CONFIG),
        write("benchmarks/eval/config.yaml", OTHER_CONFIG),
        write("lab/c.yaml", OTHER_CONFIG),
    )
    assert {severity for severity, _ in found.values()} == {"warning"}
    assert len(found) == 3
    found = asked(example, move("examples/a.yaml", "deploy/a.yaml"), move("lab/b.yaml", "deploy/b.yaml"))
    says(found, "deploy/a.yaml", "/base_model (evil/base)")
    says(found, "deploy/b.yaml", "/base_model (evil/base)")


def test_first_adoption_and_hooks(example: Repo) -> None:
    """Where the base has no configuration the head's exclusions count; what is staged or only on disk is asked, too."""
    example.git("rm", "--quiet", CONFIG)
    example.write("old/config.yaml", OTHER_CONFIG)
    example.commit("before the gate")
    example.git("branch", "--quiet", "--force", "main")
    example.git("checkout", "--quiet", "HEAD~1", "--", CONFIG)
    rows = f"recognise:\n  exclude:\n    - {{path: 'lab/**', reason: not deployed, owner: {OWNER}}}\n"
    found = asked(example, append(CONFIG, rows), write("lab/a.yaml", OTHER_CONFIG), write("b.yaml", OTHER_CONFIG))
    assert set(found) == {"b.yaml"}
    example.write("c.yaml", OTHER_CONFIG)
    on_disk = {f.path for f in decision(example, head="WORKTREE").findings if f.rule == RULE}
    staged = {f.path for f in decision(example, head="INDEX").findings if f.rule == RULE}
    assert (on_disk, staged) == ({"b.yaml", "c.yaml"}, {"b.yaml"})
    example.add()
    assert "c.yaml" in {f.path for f in decision(example, head="INDEX").findings if f.rule == RULE}


def test_a_key_twice_elsewhere_hides_no_neighbour(example: Repo) -> None:
    """The file cannot be read as a whole, before the change or since; what is reviewed of it can."""
    on_main(append(VALUES, NEAR + "replicas: 3\n"))(example)
    found = asked(example, replace(VALUES, "moderation:\n  enabled: true", "moderation:\n  enabled: false"))
    says(found, VALUES, "/moderation/enabled (true -> false)")
