"""A configuration that cannot be read, through the whole command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gate import __version__
from tests.command import MODEL, check, tunegate
from tests.commands.refusals import (
    BOMB,
    CONFIG,
    DEEP,
    KEPT,
    LAST,
    OTHERS,
    SAVE,
    Edit,
    Refusal,
    append,
    link,
    on_branch,
    replace,
    text,
    write,
)
from tests.repo import Repo

CONFIGURATIONS: dict[str, tuple[Edit, Refusal]] = {
    "broken": (
        append(CONFIG, "more: [\n"),
        Refusal("not valid YAML: did not find expected node content", (CONFIG, LAST + 2, None), "Correct the YAML."),
    ),
    "duplicate-key": (
        append(CONFIG, "version: 1\n"),
        Refusal("the key 'version' appears twice in one mapping", (CONFIG, LAST + 1, None), KEPT),
    ),
    "alias-bomb": (
        append(CONFIG, BOMB),
        Refusal("more than 500,000 values once aliases are expanded", (CONFIG, LAST + 17, None), "Remove the aliases."),
    ),
    "object-tag": (
        append(CONFIG, "x: !!python/object/apply:os.system [id]\n"),
        Refusal(
            "the tag !!python/object/apply:os.system would build an object",
            (CONFIG, LAST + 1, None),
            "Write plain values.",
        ),
    ),
    "encoding": (
        append(CONFIG, b"# \xff\n"),
        Refusal("the file is not UTF-8 text", (CONFIG, LAST + 1, None), SAVE),
    ),
    "too-deep": (
        append(CONFIG, DEEP),
        Refusal("nested deeper than 100 levels", (CONFIG, LAST + 1, None), "Flatten the file."),
    ),
    "too-large": (
        append(CONFIG, "#" * (16 << 20)),
        Refusal(
            "the file has more than 16,777,216 bytes",
            (CONFIG, None, None),
            "Make it smaller; only training data may be larger.",
            code=3,
            rule="undecided",
        ),
    ),
    "empty": (
        write(CONFIG, ""),
        Refusal(
            "the document: is not filled in",
            (CONFIG, 1, 1),
            "tunegate.yaml: the models that the gate watches, where their surfaces are, and the settings of the "
            "policies.",
        ),
    ),
    "unknown-surface": (
        replace(CONFIG, "system_prompt:", "system_promt:"),
        Refusal(
            f"models/{MODEL}/surfaces: unknown key 'system_promt'", (CONFIG, 47, 49), "Did you mean 'system_prompt'?"
        ),
    ),
    "unknown-key": (
        append(CONFIG, "signers: x\n"),
        Refusal(
            "the document: unknown key 'signers'",
            (CONFIG, LAST + 1, LAST + 1),
            "Known keys: version, mode, models, signing, controls_elsewhere, trusted_branches, settings, severities, "
            "waivers, policies, policy_server, recognise, defaults, control_plane.",
        ),
    ),
    "older-version": (
        replace(CONFIG, "version: 1", "version: 0"),
        Refusal("version: 0 should be 1", (CONFIG, 2, 2), "Version of this file's format."),
    ),
    "newer-version": (
        replace(CONFIG, "version: 1", "version: 2"),
        Refusal(
            f"version 2 is for a newer tunegate; {__version__} reads version 1",
            (CONFIG, 2, None),
            "Upgrade tunegate.",
        ),
    ),
    "link": (
        link(CONFIG, "../elsewhere.yaml"),
        Refusal("the configuration has to be a regular file", (CONFIG, None, None), "Replace the link."),
    ),
    "no-selector": (
        replace(CONFIG, "prompts/*.md", "../prompts/*.md"),
        Refusal(
            "'../prompts/*.md' is not a selector: a path is relative to the repository's root, "
            "with '/' and without '.', '..' or '//'",
            (CONFIG, 48, 48),
            "Write it like 'configs/*.yaml#/base_model'.",
        ),
    ),
    "no-folder": (
        replace(CONFIG, "evidence: evidence/", "evidence: /etc/"),
        Refusal(
            f"'/etc/{MODEL}' is not a folder of this repository", (CONFIG, 60, 60), "Name it relative to the root."
        ),
    ),
}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_configuration(example: Repo, name: str) -> None:
    edit, expected = CONFIGURATIONS[name]
    base, head = on_branch(example, edit)
    expected.of_check(example, "--base", "main", "--head", "HEAD", base=base, head=head)
    expected.of_other(example, list(OTHERS)[len(name) % len(OTHERS)])


@pytest.mark.parametrize(
    ("command", "place"),
    [
        ("diff", "--staged"),
        ("state", "--head=HEAD"),
        ("state", "--worktree"),
        ("case", "--head=HEAD"),
        ("validate", "--staged"),
    ],
)
def test_configuration_through_every_command(example: Repo, command: str, place: str) -> None:
    edit, expected = CONFIGURATIONS["unknown-surface"]
    on_branch(example, edit)
    expected.of_other(example, command, place)


@pytest.mark.parametrize(
    "edit", [lambda repo: repo.remove(CONFIG), lambda repo: (repo.remove(CONFIG), repo.write(f"{CONFIG}/x", "x"))]
)
def test_configuration_that_is_not_there(tmp_path: Path, example: Repo, edit: Edit) -> None:
    """Neither at the base nor at the head; as a directory it is not there either."""
    edit(example)
    base = example.commit()
    refusal = Refusal(
        "there is no tunegate.yaml, neither at the base nor at the head",
        (CONFIG, None, None),
        "Run 'tunegate init' to write one from what is recognised.",
    )
    refusal.of_check(example, base=base, head="WORKTREE")
    refusal.of_other(example, "case")
    named = tunegate(example, "--config", "gate.yaml", "diff", "--worktree")
    assert (named.returncode, named.stdout) == (2, "")
    assert named.stderr.startswith("error: gate.yaml: there is no tunegate.yaml, neither at the base nor at the head\n")
    alone = Refusal("there is no tunegate.yaml", (CONFIG, None, None), "Write one, or pass its path with --config.")
    alone.of_other(example, "state")
    alone.of_other(example, "validate")


def test_taking_the_configuration_away_does_not_pass(example: Repo) -> None:
    on_branch(example, lambda repo: repo.remove(CONFIG))
    done = check(example, "--format", "json")
    value = json.loads(done.stdout)
    assert (done.returncode, value["verdict"]) == (1, "block")
    assert ("control-plane-change", CONFIG) in [(row["rule"], row["path"]) for row in value["findings"]]


@pytest.mark.parametrize("path", ["../tunegate.yaml", "/etc/passwd"])
def test_configuration_outside_of_the_repository(example: Repo, path: str) -> None:
    said = f"error: {path!r} is not a path of this repository\n  fix: Name it relative to the repository's root.\n"
    for command in ("state", "case"):
        done = tunegate(example, "--config", path, *OTHERS[command])
        assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_broken_configuration_of_the_base(example: Repo) -> None:
    """A broken configuration at the base does not open the gate for the change that repairs it, and is named."""
    good = text(example, CONFIG)
    append(CONFIG, "more: [\n")(example)
    base = example.commit("broken")
    on_branch(example, write(CONFIG, good))
    Refusal(
        f"at the base commit {base[:12]}, line {LAST + 2}: not valid YAML: did not find expected node content",
        (CONFIG, None, None),
        "The gate trusts only the base; repair it there, in a change that an administrator merges.",
    ).of_check(example, base=base, head="WORKTREE")
