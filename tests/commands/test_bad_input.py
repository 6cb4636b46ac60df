"""Bad input through the whole command line: one line with the place, one with the remedy, exit 2 or 3, never a pass."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import referencing

from tests.command import EVIDENCE, MODEL, NOW, check, tunegate
from tests.repo import Repo
from tests.tools import ROOT

CONFIG = "tunegate.yaml"
TRAIN = "configs/train.yaml"
PROMPT = "prompts/system.md"
DISPOSITION = f"{EVIDENCE}/disposition.yaml"
POLICY = "policies/acme/acme.rego"

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# every line doubles the one above it; the 17th is one too many
BOMB = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*{m}, *{m}]\n" for m, n in pairwise(LETTERS))
DEEP = "x: " + "[" * 200 + "]" * 200 + "\n"

Edit = Callable[[Repo], object]
Place = tuple[str | None, int | None, int | None]

OTHERS = {
    "diff": ["diff"],
    "state": ["state"],
    "case": ["case", "--now", NOW],
    "validate": ["evidence", "validate"],
}


# -- edits


def text(repo: Repo, path: str) -> str:
    return (repo.path / path).read_text(encoding="utf-8")


def lines(path: str) -> int:
    """How many lines a file of the example has."""
    return len((ROOT / "examples" / MODEL / path).read_bytes().splitlines())


def append(path: str, more: str | bytes) -> Edit:
    data = more.encode() if isinstance(more, str) else more
    return lambda repo: repo.write(path, (repo.path / path).read_bytes() + data)


def replace(path: str, old: str, new: str) -> Edit:
    def edit(repo: Repo) -> None:
        before = text(repo, path)
        assert before.count(old) == 1
        repo.write(path, before.replace(old, new))

    return edit


def link(path: str, target: str) -> Edit:
    def edit(repo: Repo) -> None:
        place = repo.path / path
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        repo.link(path, target)

    return edit


def write(path: str, content: str | bytes) -> Edit:
    return lambda repo: repo.write(path, content)


def digest(folder: Path) -> str:
    """Of every name, mode and byte below a folder, git's own files too."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        total.update(os.fsencode(path) + b"\0%o\0" % path.lstat().st_mode)
        if path.is_symlink():
            total.update(os.fsencode(os.readlink(path)))
        elif path.is_file():
            total.update(path.read_bytes())
    return total.hexdigest()


def clean(repo: Repo) -> dict[str, str]:
    """The environment of a process that CI's own variables are not to reach."""
    return {name: value for name, value in repo.env.items() if name != "CI" and not name.startswith("GITHUB_")}


# -- what is expected


def schema(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text())
    return value


def fits(name: str, value: object) -> None:
    """Raises where the value does not fit the public schema."""
    parts = [schema(part) for part in ("common", name)]
    resources = [(part["$id"], referencing.Resource.from_contents(part)) for part in parts]
    registry: Any = referencing.Registry().with_resources(resources)
    jsonschema.Draft202012Validator(parts[1], registry=registry).validate(value)


@dataclass(frozen=True)
class Refusal:
    """What has to be said, and with which exit status."""

    message: str
    place: Place
    remedy: str
    code: int = 2
    rule: str = "configuration-unreadable"

    def of_check(self, repo: Repo, *args: str, base: str | None, head: str | None) -> None:
        """``check`` says it, in JSON, and nothing else."""
        before = digest(repo.path)
        done = check(repo, "--format", "json", *args)
        assert (done.returncode, done.stderr) == (self.code, "")
        value = json.loads(done.stdout)
        fits("decision", value)
        path, line, end_line = self.place
        assert value == {
            "schema": "tunegate/decision/v1",
            "verdict": "error",
            "base": base,
            "head": head,
            "now": NOW if head else value["now"],  # test_time_of_a_decision_without_a_head
            "engine": {"name": None, "version": None},
            "policies": None,
            "case": None,
            "adjustments": [],
            "changes": [],
            "triggers": [],
            "findings": [
                {
                    "rule": self.rule,
                    "severity": "error",
                    "message": self.message,
                    "remedy": self.remedy,
                    "model": None,
                    "path": path,
                    "line": line,
                    "end_line": end_line,
                    "waived_by": None,
                    "related": [],
                }
            ],
        }
        assert digest(repo.path) == before

    def of_other(self, repo: Repo, name: str, *args: str) -> None:
        """Another command says it on standard error, and nothing else."""
        before = digest(repo.path)
        done = tunegate(repo, *OTHERS[name], *args)
        path, line, _ = self.place
        where = f"{path}:{line}: " if line else f"{path}: " if path else ""
        assert (done.returncode, done.stdout, done.stderr) == (
            self.code,
            "",
            f"error: {where}{self.message}\n  fix: {self.remedy}\n",
        )
        assert digest(repo.path) == before


def on_branch(repo: Repo, edit: Edit) -> tuple[str, str]:
    """Commit an edit on a branch; (the commit on main, the branch's)."""
    base = repo.git("rev-parse", "HEAD")
    repo.git("switch", "--quiet", "--create", "topic")
    edit(repo)
    return base, repo.commit("edit")


# -- the configuration

KEPT = "Keep one of the two."
SAVE = "Save the file as UTF-8."
LAST = lines(CONFIG) + 1  # the approvers of the gate

CONFIGURATIONS: dict[str, tuple[Edit, Refusal]] = {
    "broken": (
        append(CONFIG, "more: [\n"),
        Refusal("not valid YAML: did not find expected node content", (CONFIG, LAST + 2, None), "Correct the YAML."),
    ),
    "duplicate-key": (
        append(CONFIG, "version: 1\n"),
        Refusal("the key 'version' stands twice in one mapping", (CONFIG, LAST + 1, None), KEPT),
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
            f"models/{MODEL}/surfaces: unknown key 'system_promt'", (CONFIG, 30, 31), "Did you mean 'system_prompt'?"
        ),
    ),
    "unknown-key": (
        append(CONFIG, "signers: x\n"),
        Refusal(
            "the document: unknown key 'signers'",
            (CONFIG, LAST + 1, LAST + 1),
            "Known keys: version, models, signing, settings, severities, waivers, policies, recognise, control_plane.",
        ),
    ),
    "other-version": (
        replace(CONFIG, "version: 1", "version: 2"),
        Refusal("version: 2 should be 1", (CONFIG, 2, 2), "Version of this file's format."),
    ),
    "link": (
        link(CONFIG, "../elsewhere.yaml"),
        Refusal("the configuration has to be a file of its own", (CONFIG, None, None), "Replace the link."),
    ),
    "no-selector": (
        replace(CONFIG, "prompts/*.md", "../prompts/*.md"),
        Refusal(
            "'../prompts/*.md' is not a selector: a path is relative to the repository's root, "
            "with '/' and without '.', '..' or '//'",
            (CONFIG, 31, 31),
            "Write it like 'configs/*.yaml#/base_model'.",
        ),
    ),
    "no-folder": (
        replace(CONFIG, "evidence: evidence/", "evidence: /etc/"),
        Refusal(
            f"'/etc/{MODEL}' is not a folder of this repository", (CONFIG, 36, 36), "Name it relative to the root."
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
    alone = Refusal("there is no tunegate.yaml", (CONFIG, None, None), "Write one, or name it with --config.")
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


# -- surfaces

TRAIN_END = lines(TRAIN)
PROMPT_END = lines(PROMPT)


def surface(message: str, place: Place, remedy: str) -> Refusal:
    return Refusal(message, place, remedy, rule="surface-unreadable")


def too_large(path: str, limit: str) -> Refusal:
    remedy = "Make it smaller; only training data may be larger."
    return Refusal(f"the file has more than {limit} bytes", (path, None, None), remedy, 3, "undecided")


SURFACES: dict[str, tuple[Edit, Refusal]] = {
    "broken": (
        append(TRAIN, "more: [\n"),
        surface(
            "not valid YAML: did not find expected node content", (TRAIN, TRAIN_END + 2, None), "Correct the YAML."
        ),
    ),
    "duplicate-key": (
        append(TRAIN, "seed: 1\n"),
        surface("the key 'seed' stands twice in one mapping", (TRAIN, TRAIN_END + 1, None), KEPT),
    ),
    "alias-bomb": (
        append(TRAIN, BOMB),
        surface(
            "more than 500,000 values once aliases are expanded", (TRAIN, TRAIN_END + 17, None), "Remove the aliases."
        ),
    ),
    "encoding": (
        append(TRAIN, b"# \xff\n"),
        surface("the file is not UTF-8 text", (TRAIN, TRAIN_END + 1, None), SAVE),
    ),
    "encoding-of-a-text": (
        append(PROMPT, b"\xff\n"),
        surface("the file is not UTF-8 text", (PROMPT, PROMPT_END + 1, None), SAVE),
    ),
    "too-deep": (
        append(TRAIN, DEEP),
        surface("nested deeper than 100 levels", (TRAIN, TRAIN_END + 1, None), "Flatten the file."),
    ),
    "too-large": (append(TRAIN, "#" * (16 << 20)), too_large(TRAIN, "16,777,216")),
    "too-large-a-text": (append(PROMPT, "x" * (16 << 20)), too_large(PROMPT, "16,777,216")),
    "link-out": (
        link(PROMPT, "../../outside.md"),
        surface(
            "the symbolic link leads out of the repository: ../../outside.md",
            (PROMPT, 1, None),
            "Put the file itself in its place.",
        ),
    ),
    "absolute-link": (
        link(PROMPT, "/etc/passwd"),
        surface(
            "the symbolic link leads out of the repository: /etc/passwd",
            (PROMPT, 1, None),
            "Put the file itself in its place.",
        ),
    ),
    "link-to-what-nobody-reviews": (
        link(PROMPT, "../README.md"),
        surface(
            "the symbolic link leads to README.md, which no selector of this model covers",
            (PROMPT, 1, None),
            "Add the target to the surface's selectors, or put the file itself in its place.",
        ),
    ),
    "linked-folder": (
        link("prompts", "../outside"),
        surface(
            "prompts is a symbolic link, so the system_prompt selector 'prompts/*.md' cannot see behind it",
            ("prompts", 1, None),
            "Name the directory that the link leads to.",
        ),
    ),
    "pointer-into-a-text": (
        replace(CONFIG, "prompts/*.md", "requirements/*.lock#/title"),
        surface(
            "the selector 'requirements/*.lock#/title' points into a file that has no keys or names to point at",
            ("requirements/train.lock", None, None),
            "Select the whole file.",
        ),
    ),
}


@pytest.mark.parametrize("name", SURFACES)
def test_surface(example: Repo, name: str) -> None:
    edit, expected = SURFACES[name]
    base, head = on_branch(example, edit)
    expected.of_check(example, "--head", "HEAD", base=base, head=head)
    expected.of_other(example, ("diff", "state", "case")[len(name) % 3])


def test_surface_that_was_broken_at_the_base_can_be_repaired(example: Repo) -> None:
    good = text(example, TRAIN)
    append(TRAIN, "more: [\n")(example)
    example.commit("broken")
    on_branch(example, write(TRAIN, good))
    done = check(example, "--format", "json")
    value = json.loads(done.stdout)
    fits("decision", value)
    # what is repaired is what was reviewed: every value counts as changed, and the disposition answers for them
    assert (done.returncode, done.stderr, value["verdict"]) == (0, "", "pass")
    assert {row["path"] for row in value["changes"]} == {TRAIN}
    assert {row["answered_by"] for row in value["triggers"]} == {"disposition"}


# -- evidence

DISPOSITION_END = lines(DISPOSITION)


def evidence(message: str, place: Place, remedy: str) -> Refusal:
    return Refusal(message, place, remedy, rule="evidence-unreadable")


PACKS: dict[str, tuple[Edit, Refusal]] = {
    "broken": (
        append(DISPOSITION, "more: [\n"),
        evidence(
            "not valid YAML: did not find expected node content",
            (DISPOSITION, DISPOSITION_END + 2, DISPOSITION_END + 2),
            "Correct the YAML.",
        ),
    ),
    "duplicate-key": (
        append(DISPOSITION, "decision: proceed\n"),
        evidence(
            "the key 'decision' stands twice in one mapping",
            (DISPOSITION, DISPOSITION_END + 1, DISPOSITION_END + 1),
            KEPT,
        ),
    ),
    "alias-bomb": (
        append(DISPOSITION, BOMB),
        evidence(
            "more than 500,000 values once aliases are expanded",
            (DISPOSITION, DISPOSITION_END + 17, DISPOSITION_END + 17),
            "Remove the aliases.",
        ),
    ),
    "encoding": (
        append(DISPOSITION, b"# \xff\n"),
        evidence("the file is not UTF-8 text", (DISPOSITION, DISPOSITION_END + 1, DISPOSITION_END + 1), SAVE),
    ),
    "too-deep": (
        append(DISPOSITION, DEEP),
        evidence(
            "nested deeper than 100 levels",
            (DISPOSITION, DISPOSITION_END + 1, DISPOSITION_END + 1),
            "Flatten the file.",
        ),
    ),
    "too-large": (append(DISPOSITION, "#" * (8 << 20)), too_large(DISPOSITION, "8,388,608")),
    "empty": (
        write(DISPOSITION, ""),
        evidence(
            "the document: is not filled in",
            (DISPOSITION, 1, 1),
            schema("disposition")["description"],
        ),
    ),
    "link-out": (
        link(DISPOSITION, "../../../disposition.yaml"),
        evidence(
            "an evidence document has to be a file of its own", (DISPOSITION, 1, 1), "Replace the link by the file."
        ),
    ),
    "two-of-one-kind": (
        lambda repo: shutil.copy(repo.path / DISPOSITION, repo.path / EVIDENCE / "disposition.yml"),
        evidence(
            "two files claim to be the disposition",
            (f"{EVIDENCE}/disposition.yml", 1, 1),
            "Keep one: disposition.yaml.",
        ),
    ),
    "misspelt-kind": (
        lambda repo: repo.git("mv", DISPOSITION, f"{EVIDENCE}/dispositon.yaml"),
        evidence(
            "'dispositon' is no kind of evidence",
            (f"{EVIDENCE}/dispositon.yaml", 1, 1),
            "Did you mean disposition.yaml?",
        ),
    ),
    "broken-determination": (
        write(f"{EVIDENCE}/determinations/a.yaml", "a: [\n"),
        evidence(
            "not valid YAML: did not find expected node content",
            (f"{EVIDENCE}/determinations/a.yaml", 2, 2),
            "Correct the YAML.",
        ),
    ),
    "other-decision": (
        replace(DISPOSITION, "\ndecision: ", "\ndecision: almost-"),
        evidence(
            'decision: "almost-conditional" is none of proceed, conditional, restricted-pilot, hold, decline',
            (DISPOSITION, 4, 4),
            schema("disposition")["properties"]["decision"]["description"],
        ),
    ),
}


@pytest.mark.parametrize("name", PACKS)
def test_evidence(example: Repo, name: str) -> None:
    edit, expected = PACKS[name]
    base, head = on_branch(example, edit)
    expected.of_check(example, "--head", "HEAD", base=base, head=head)
    expected.of_other(example, ("validate", "case")[len(name) % 2], "--head=HEAD")


def test_every_problem_of_a_pack_is_told_at_once(example: Repo) -> None:
    append(DISPOSITION, "more: [\n")(example)
    append(f"{EVIDENCE}/training-run.yaml", "signed: x\n")(example)
    example.remove(f"{EVIDENCE}/red-team-report.yaml")
    done = tunegate(example, "evidence", "validate")
    assert done.returncode == 2
    assert done.stdout == ""
    assert [line for line in done.stderr.splitlines() if line.startswith("error: ")] == [
        f"error: {DISPOSITION}:{DISPOSITION_END + 2}: not valid YAML: did not find expected node content",
        f"error: {EVIDENCE}/training-run.yaml:{lines(f'{EVIDENCE}/training-run.yaml') + 1}: "
        "the document: unknown key 'signed'",
    ]


def missing(example: Repo) -> tuple[list[str], str]:
    """What a pack without a document gives: (the rules of check, the output of validate)."""
    done = check(example, "--format", "json")
    value = json.loads(done.stdout)
    fits("decision", value)
    assert (done.returncode, done.stderr, value["verdict"]) == (1, "", "block")
    validated = tunegate(example, "evidence", "validate")
    assert (validated.returncode, validated.stderr) == (1, "")
    return sorted({row["rule"] for row in value["findings"]}), validated.stdout


KINDS = (
    "training-data-manifest",
    "training-run",
    "evaluation-results",
    "alignment-regression",
    "overhang-statement",
    "red-team-report",
    "base-model-evidence",
    "decision-record",
    "disposition",
)


def test_evidence_folder_that_is_missing(example: Repo) -> None:
    on_branch(example, lambda repo: shutil.rmtree(repo.path / EVIDENCE))
    expected = f"{MODEL}: 0 documents in {EVIDENCE}, each of its schema\n"
    expected += "".join(f"missing: {EVIDENCE}/{kind}.yaml\n" for kind in KINDS)
    assert missing(example) == (["artefact-missing", "disposition-missing"], expected)


@pytest.mark.parametrize("path", ["evidence", EVIDENCE])
def test_evidence_folder_that_is_a_link(example: Repo, path: str) -> None:
    """Full packs behind it are not seen, so 'missing' would send the user the wrong way."""
    _, head = on_branch(example, link(path, "../elsewhere"))
    done = tunegate(example, "evidence", "validate", f"--head={head}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {path}:1: ")


# -- policies of the repository

RULE = """\
# METADATA
# custom:
#   id: acme
package tunegate.rules.acme

import rego.v1

id := "acme"

"""
RULE_END = RULE.count("\n")


def policy(message: str, line: int | None, remedy: str, code: int = 2) -> Refusal:
    return Refusal(
        message, (POLICY, line, None), remedy, code, "undecided" if code == 3 else "configuration-unreadable"
    )


POLICIES: dict[str, tuple[dict[str, str | bytes], Refusal]] = {
    "no-folder": (
        {},
        Refusal(
            "the policy folder 'policies/acme' has no Rego file",
            (CONFIG, LAST + 1, None),
            "Add policies to it, or take it out of 'policies'.",
        ),
    ),
    "no-rule": (
        {"policies/acme/README.md": "x", "policies/acme/acme_test.rego": "package x\n"},
        Refusal(
            "the policy folder 'policies/acme' has no Rego file",
            (CONFIG, LAST + 1, None),
            "Add policies to it, or take it out of 'policies'.",
        ),
    ),
    "syntax": (
        {POLICY: RULE + "deny contains {\n"},
        policy("not valid Rego: expecting expression", RULE_END + 2, "Run 'opa check' on the policy."),
    ),
    "encoding": (
        {POLICY: RULE.encode() + b"# \xff\n"},
        policy("the policy is not UTF-8 text", None, "Save it as UTF-8."),
    ),
    "conflict": (
        {POLICY: RULE + 'x := 1\n\nx := count(input.changes) + 7\n\ndeny contains {"msg": "m", "rule": id} if x > 0\n'},
        policy(
            f"the policies cannot be evaluated: rule conflicts with rule at {POLICY}:{RULE_END + 1}:1",
            RULE_END + 3,
            "Correct the policy.",
            3,
        ),
    ),
    "verdict-of-its-own": (
        {POLICY: 'package tunegate\n\nimport rego.v1\n\nverdict := "pass"\n'},
        Refusal(
            "the policy adds to the gate's own package tunegate",
            (POLICY, 1, 1),
            "Give it a package of its own, such as tunegate.rules.acme, in a folder of another name.",
        ),
    ),
    "no-object": (
        {POLICY: RULE + "deny contains 7\n"},
        Refusal(
            "embedded: data.tunegate.result has another shape: a list of objects is missing",
            (None, None, None),
            "Check the policies; see docs/policies.md.",
            3,
            "undecided",
        ),
    ),
    "metadata": (
        {POLICY: "# METADATA\n# title: [\n" + RULE[11:] + 'deny contains {"msg": "m", "rule": id}\n'},
        policy("the METADATA cannot be read: not valid YAML: did not find expected ',' or ']'", 4, "Correct the YAML."),
    ),
    "too-large": ({POLICY: RULE + "#" * (1 << 20)}, too_large(POLICY, "1,048,576")),
}


@pytest.mark.parametrize("name", POLICIES)
def test_policy_of_the_base(example: Repo, name: str) -> None:
    """Whatever the branch makes of it: it is the base's policy that judges."""
    files, expected = POLICIES[name]
    for path, content in files.items():
        example.write(path, content)
    append(CONFIG, "policies: [policies/acme]\n")(example)
    example.commit("policy")
    good = RULE + 'deny contains {"msg": "m", "rule": id} if false\n'
    base, _ = on_branch(example, write(POLICY, good))
    append(PROMPT, "More.\n")(example)
    head = example.commit("prompt")
    expected.of_check(example, "--head", "HEAD", base=base, head=head)


def test_broken_policy_of_the_branch_does_not_judge(example: Repo) -> None:
    """It is a change of the control plane, which the base's policies block."""
    example.write(POLICY, RULE + 'deny contains {"msg": "m", "rule": id} if false\n')
    append(CONFIG, "policies: [policies/acme]\n")(example)
    example.commit("policy")
    on_branch(example, write(POLICY, 'package tunegate\n\ndefault verdict := "pass"\n'))
    done = check(example, "--format", "json")
    value = json.loads(done.stdout)
    assert (done.returncode, done.stderr, value["verdict"]) == (1, "", "block")
    assert {(row["rule"], row["path"]) for row in value["findings"]} == {("control-plane-change", POLICY)}


def test_linked_policy(example: Repo) -> None:
    example.link(POLICY, "../../../acme.rego")
    append(CONFIG, "policies: [policies/acme]\n")(example)
    base = example.commit("policy")
    refusal = policy("a policy has to be a file of its own", None, "Replace the link by the file.")
    refusal.of_check(example, base=base, head="WORKTREE")


# -- git and the surroundings

ABSENT = "1234567890" * 4


def undecided(message: str, remedy: str) -> Refusal:
    return Refusal(message, (None, None, None), remedy, 3, "undecided")


def usage(message: str, remedy: str) -> Refusal:
    return Refusal(message, (None, None, None), remedy, 2, "usage")


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (
            ["--base", ABSENT],
            undecided(
                f"the commit '{ABSENT}' is not in this clone",
                "Check the name, or fetch it first: 'git fetch origin <commit>'.",
            ),
        ),
        (["--base", ""], usage("'' is not a revision", "Name a branch, a tag or a commit.")),
        (["--base=--all"], usage("'--all' is not a revision", "Name a branch, a tag or a commit.")),
        (
            ["--base", "a\n::error::b"],
            usage("'a\\n::error::b' is not a revision", "Name a branch, a tag or a commit."),
        ),
        (
            ["--head", "main"],
            usage("there is no base to compare the head with", "Name it with --base, for instance --base main."),
        ),
        (
            ["--staged", "--worktree"],
            usage("--head, --staged and --worktree exclude each other", "Give one of them."),
        ),
    ],
)
def test_commits_that_cannot_be_compared(example: Repo, args: list[str], expected: Refusal) -> None:
    expected.of_check(example, *args, base=None, head=None)
    expected.of_other(example, "case", *args)


def test_time_of_a_decision_without_a_head(example: Repo) -> None:
    done = check(example, "--format", "json", "--base", ABSENT)
    assert (done.returncode, json.loads(done.stdout)["now"]) == (3, NOW)


def test_shallow_clone(example: Repo) -> None:
    on_branch(example, append(PROMPT, "More.\n"))
    main = example.git("rev-parse", "main")
    target = example.path.parent / "clone"
    example.git("clone", "--quiet", "--depth=1", "--branch=topic", example.path.as_uri(), str(target))
    example.path = target
    remedy = "Fetch it first: actions/checkout with 'fetch-depth: 0', or 'git fetch --unshallow'."
    refusal = undecided(f"the commit '{main}' is not in this clone, which is shallow", remedy)
    refusal.of_check(example, "--base", main, base=None, head=None)
    refusal.of_other(example, "diff", "--base", main)


def test_partial_clone(example: Repo) -> None:
    example.git("config", "uploadpack.allowFilter", "true")
    base, head = on_branch(example, append(PROMPT, "More.\n"))
    blob = example.git("rev-parse", f"{base}:{CONFIG}")
    target = example.path.parent / "clone"
    example.git("clone", "--quiet", "--filter=blob:none", "--no-checkout", example.path.as_uri(), str(target))
    example.path = target
    refusal = Refusal(
        f"object {blob[:12]} is not in this clone",
        (CONFIG, None, None),
        "Fetch it: a partial clone lacks blobs; clone without '--filter', or 'git fetch --refetch'.",
        3,
        "undecided",
    )
    refusal.of_check(example, "--base", base, "--head", head, base=base, head=head)


def test_no_repository(tmp_path: Path, example: Repo) -> None:
    example.path = tmp_path / "bare-folder"
    example.path.mkdir()
    remedy = "Run tunegate inside a git work tree, or name one with -C."
    refusal = usage("fatal: not a git repository (or any of the parent directories): .git: .", remedy)
    refusal.of_check(example, base=None, head=None)
    refusal.of_other(example, "state")


def test_directory_that_is_not_there(example: Repo) -> None:
    for command in ("state", "case"):
        done = tunegate(example, "-C", "absent", *OTHERS[command])
        assert (done.returncode, done.stdout, done.stderr) == (
            2,
            "",
            "error: there is no directory absent\n  fix: Name a directory of a git work tree with -C.\n",
        )


def test_merge_conflict(example: Repo) -> None:
    on_branch(example, write(PROMPT, "theirs\n"))
    example.git("switch", "--quiet", "main")
    example.write(PROMPT, "ours\n")
    base = example.commit()
    merge = ["git", "merge", "--quiet", "topic"]
    subprocess.run(merge, cwd=example.path, env=clean(example), capture_output=True, check=False)
    refusal = Refusal(
        "the path has merge conflicts",
        (PROMPT, None, None),
        "Resolve them and stage the file.",
        3,
        "undecided",
    )
    refusal.of_check(example, "--staged", base=base, head="INDEX")
    refusal.of_other(example, "state", "--staged")


def test_no_git(example: Repo, tmp_path: Path) -> None:
    done = tunegate(example, "state", env={"PATH": str(tmp_path)})
    assert (done.returncode, done.stdout, done.stderr) == (
        3,
        "",
        "error: git was not found\n  fix: Install git and put it on PATH.\n",
    )


@pytest.mark.parametrize(
    "args",
    [
        ["check", "--now", "yesterday"],
        ["check", "--engine", "opa"],
        ["check", "--opa-url", "http://127.0.0.1:1"],
        ["check", "--format", "xml"],
        ["check", "--output", "."],
        ["check", "--report", "sarif"],
        ["check", "--report", "xml=report.xml"],
        ["check", "--report", "junit="],
        ["check", "--report", "junit=."],
        ["check", "--report", "junit=a.xml", "--report", "sarif=./a.xml"],
        ["check", "--bogus"],
        ["check", "extra"],
        ["state", "--model", "absent"],
        ["evidence", "validate", "--model", "absent"],
        ["bogus"],
        [],
    ],
    ids=" ".join,
)
def test_wrong_usage(example: Repo, args: list[str]) -> None:
    before = digest(example.path)
    done = tunegate(example, *args)
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
    assert digest(example.path) == before


@pytest.mark.parametrize("target", ["absent/decision.json", f"{CONFIG}/decision.json"])
@pytest.mark.parametrize(("changed", "code"), [(True, 1), (False, 2)], ids=["blocked", "passed"])
def test_report_that_cannot_be_written(example: Repo, target: str, changed: bool, code: int) -> None:
    """A block stays one, a pass is none, and the report on standard output is whole in both cases."""
    if changed:
        append(PROMPT, "More.\n")(example)
    before = digest(example.path)
    whole = check(example)
    reason = "Not a directory" if CONFIG in target else "No such file or directory"
    said = f"error: {target}: the report cannot be written: {reason}\n  fix: Name a file.\n"
    for given in (("--output", target), ("--report", f"sarif={target}")):
        done = check(example, *given)
        assert (done.returncode, done.stderr, done.stdout) == (code, said, whole.stdout)
    assert digest(example.path) == before


# -- output that goes nowhere


def into(repo: Repo, redirection: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the gate with another standard output, by a shell."""
    script = f'"$0" -I -m gate "$@" {redirection}'
    command = ["bash", "-c", script, sys.executable, *args]
    return subprocess.run(command, cwd=repo.path, env=clean(repo), capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name == "nt", reason="the redirections are those of a shell")
@pytest.mark.parametrize("command", ["check", "state"])
@pytest.mark.parametrize("redirection", [">&-", ">/dev/full"])
def test_standard_output_that_cannot_be_written(example: Repo, command: str, redirection: str) -> None:
    done = into(example, redirection, command)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="the pipe is that of a shell")
@pytest.mark.parametrize("command", ["check", "state"])
def test_pipe_that_is_closed(example: Repo, command: str) -> None:
    """As with '| head -1'; what nobody read is no pass, and no block either."""
    done = into(example, "| true; echo ${PIPESTATUS[0]}", command)
    assert (done.stdout, done.stderr) == ("3\n", "")


# -- names and values that look like commands

COMMAND = "\n::error::forged\n"


def forged(text: str) -> list[str]:
    """Lines that a runner would take for a command, outside of what stop-commands holds back."""
    found: list[str] = []
    token = ""
    for line in text.splitlines():
        if token:
            token = "" if line.strip() == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line:
            found.append(line)
    assert token == ""
    return found


def hostile(repo: Repo) -> None:
    """Everywhere where a contributor can put text: names, keys, values, links."""
    repo.write(f"prompts/a{COMMAND}b\x1b[31m%0A.md", f"text{COMMAND}\x1b[2J ##[error]forged\n")
    repo.write("prompts/" + os.fsdecode(b"\xff") + ".md", "text\n")
    repo.write("prompts/--help.md", "text\n")
    tools = text(repo, "deploy/tools.yaml")
    repo.write(
        "deploy/tools.yaml", tools + f"{json.dumps(f'key{COMMAND}##[x]')}: {json.dumps(f'value{COMMAND}##[x]')}\n"
    )


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the file system refuses such names")
class TestForgedCommands:
    def test_github(self, example: Repo) -> None:
        on_branch(example, hostile)
        done = check(example, "--format", "github")
        assert (done.returncode, done.stderr) == (1, "")
        assert "\x1b" not in done.stdout
        assert "##[" not in done.stdout.replace("::error ", "\0").split("::stop-commands::")[1]
        lines = forged(done.stdout)
        assert all(line.startswith(("::error file=", "::warning file=")) for line in lines)
        assert [line for line in lines if "%3A%3Aerror%3A%3Aforged" in line] != []

    def test_json(self, example: Repo) -> None:
        on_branch(example, hostile)
        done = check(example, "--format", "json")
        assert (done.returncode, done.stderr) == (1, "")
        fits("decision", json.loads(done.stdout))
        changed = {row["path"] for row in json.loads(done.stdout)["changes"]}
        names = {f"prompts/a{COMMAND}b\x1b[31m%0A.md", "prompts/\\xff.md", "prompts/--help.md", "deploy/tools.yaml"}
        assert changed == names
        shown = tunegate(example, "diff", "--format", "json")
        fits("diff", json.loads(shown.stdout))
        fits("case", json.loads(tunegate(example, "case").stdout))

    @pytest.mark.parametrize("command", ["diff", "state"])
    def test_text_of(self, example: Repo, command: str) -> None:
        on_branch(example, hostile)
        done = tunegate(example, command)
        assert (done.returncode, done.stderr) == (0, "")
        assert [line for line in done.stdout.splitlines() if line.lstrip().startswith("::")] == []
        assert "\x1b" not in done.stdout

    def test_text_of_check(self, example: Repo) -> None:
        on_branch(example, hostile)
        done = check(example)
        assert (done.returncode, done.stderr) == (1, "")
        assert "\x1b" not in done.stdout
        assert [line for line in done.stdout.splitlines() if line.lstrip().startswith("::")] == []

    def test_errors(self, example: Repo) -> None:
        example.link("prompts/link.md", f"/etc{COMMAND}")
        name = f"{EVIDENCE}/dispositon{COMMAND}.yaml"
        example.write(name, "schema: tunegate/disposition/v1\n")
        surface(
            "the symbolic link leads out of the repository: /etc\\n::error::forged\\n",
            ("prompts/link.md", 1, None),
            "Put the file itself in its place.",
        ).of_other(example, "state")
        done = tunegate(example, "evidence", "validate")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines()[0] == (
            f"error: {EVIDENCE}/dispositon\\n::error::forged\\n.yaml:1: "
            "'dispositon\\n::error::forged\\n' is no kind of evidence"
        )
        assert len(done.stderr.splitlines()) == 2

    def test_name_with_a_number_sign(self, example: Repo) -> None:
        on_branch(example, write("prompts/a#b.md", "text\n"))
        done = tunegate(example, "diff")
        assert (done.returncode, done.stderr) == (0, "")
        assert "prompts/a#b.md:1" in done.stdout


@pytest.mark.parametrize(
    "finding",
    [
        '{"msg": "m", "rule": id, "path": "a", "line": 0}',
        '{"msg": "m", "rule": id, "path": "a", "line": 3, "end_line": -1}',
        '{"msg": "m", "rule": id, "path": ""}',
        '{"msg": "m", "rule": id, "model": ""}',
    ],
)
def test_finding_that_is_none(example: Repo, finding: str) -> None:
    example.write(POLICY, RULE + f"deny contains {finding}\n")
    append(CONFIG, "policies: [policies/acme]\n")(example)
    example.commit("policy")
    append(PROMPT, "More.\n")(example)
    done = check(example, "--format", "json")
    assert done.returncode != 0
    fits("decision", json.loads(done.stdout))


# -- the gate's own files


def test_damaged_installation(example: Repo, tmp_path: Path) -> None:
    for folder in ("gate", "schemas", "policies"):
        shutil.copytree(ROOT / folder, tmp_path / "gate-copy" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    copy = tmp_path / "gate-copy"

    def run(*args: str) -> tuple[int, str, str]:
        code = f"import sys; sys.path.insert(0, {str(copy)!r}); from gate.cli import main; main()"
        command = [sys.executable, "-I", "-c", code, *args]
        done = subprocess.run(
            command, cwd=example.path, env=clean(example), capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    append(PROMPT, "More.\n")(example)
    assert run("check", "--now", NOW)[0] == 1
    remedy = "Install tunegate again; its files are damaged."
    (copy / "schemas" / "disposition.schema.json").write_text('{"$id": "x", ')
    code, out, err = run("case")
    assert (code, out) == (2, "")
    assert err.startswith("error: the schema disposition cannot be read: Expecting property name")
    assert err.endswith(f"\n  fix: {remedy}\n")
    (copy / "schemas" / "config.schema.json").unlink()
    code, out, _ = run("check", "--now", NOW, "--format", "json")
    (row,) = json.loads(out)["findings"]
    assert (code, row["rule"], row["remedy"]) == (2, "configuration-unreadable", remedy)
    assert row["message"].startswith("the schema config cannot be read: ")
    shutil.copy(ROOT / "schemas" / "config.schema.json", copy / "schemas")
    shutil.copy(ROOT / "schemas" / "disposition.schema.json", copy / "schemas")
    shutil.rmtree(copy / "policies")
    code, out, _ = run("check", "--now", NOW, "--format", "json")
    (row,) = json.loads(out)["findings"]
    assert (code, row["message"], row["remedy"]) == (
        2,
        "the gate's own policies are missing",
        "Install tunegate again.",
    )


# -- nothing is written


@pytest.mark.parametrize("edit", [None, append(PROMPT, "More.\n")], ids=["pass", "block"])
def test_looking_writes_nothing(example: Repo, edit: Edit | None) -> None:
    """Not even the index, which git itself would refresh."""
    if edit:
        edit(example)
        example.write("untracked.txt", "u")
    os.utime(example.path / CONFIG, (0, 0))
    status = example.git("--no-optional-locks", "status", "--porcelain")
    before = digest(example.path)
    codes = [check(example, "--format", name).returncode for name in ("text", "github")]
    codes += [tunegate(example, *command).returncode for command in OTHERS.values()]
    assert codes == [1 if edit else 0] * 2 + [0] * 4
    assert digest(example.path) == before
    assert example.git("--no-optional-locks", "status", "--porcelain") == status


@pytest.mark.skipif(os.name == "nt", reason="the hook is a shell script")
@pytest.mark.parametrize("partial", [False, True])
def test_in_a_hook_of_git_itself(example: Repo, partial: bool) -> None:
    """A partial commit has an index of its own, and git says where it is."""
    hook = example.path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -m gate check --staged --now {NOW}\n')
    hook.chmod(0o755)
    append(PROMPT, "More.\n")(example)
    append("README.md", "More.\n")(example)
    example.add()
    paths = ["README.md"] if partial else []
    command = ["git", "commit", "--quiet", "--message", "m", *paths]
    done = subprocess.run(command, cwd=example.path, env=clean(example), capture_output=True, text=True, check=False)
    assert done.returncode == (0 if partial else 1), done.stderr
    said = done.stdout + done.stderr
    assert ("PASS: " if partial else "BLOCKED: ") in said
