"""Writing evidence: scaffolds, renewals, drafts. What a person wrote stays as it was."""

from __future__ import annotations

import difflib
import hashlib
import re

import pytest
import yaml

from gate.values.terms import ARTEFACT_KINDS
from tests.command import EVIDENCE, MODEL, NOW, check, tunegate
from tests.git.storing import needs_git_lfs
from tests.repo import Repo


def state_of(repo: Repo) -> str:
    found: list[str] = re.findall(rf"^{MODEL}  (sha256:[0-9a-f]{{64}})$", tunegate(repo, "state").stdout, re.MULTILINE)
    return found[0]


def status(repo: Repo) -> list[str]:
    return repo.git("status", "--porcelain", "--untracked-files=all").splitlines()


@pytest.mark.parametrize("kind", ARTEFACT_KINDS)
def test_scaffold_explains_every_key_and_passes_nowhere(kind: str, example: Repo) -> None:
    path = f"{EVIDENCE}/{kind}.yaml"
    example.remove(path)
    done = tunegate(example, "evidence", "new", kind, "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"wrote {path}\n{kind}:")
    assert done.stdout.count("wrote") == 1
    text = (example.path / path).read_text()
    value = yaml.safe_load(text)
    assert (value["schema"], value["model"], value["state"]) == (f"tunegate/{kind}/v1", MODEL, state_of(example))
    keys = [index for index, line in enumerate(text.splitlines()) if re.fullmatch(r" *(- )?#? ?[a-z_]+:", line)]
    for index in keys:
        before = text.splitlines()[index - 1]
        assert before.lstrip().startswith(("#", "- kind:")), text.splitlines()[index]
    assert all(len(line) <= 120 for line in text.splitlines())
    assert check(example).returncode == 2
    invalid = tunegate(example, "evidence", "validate")
    assert invalid.returncode == 2
    assert f"error: {path}:" in invalid.stderr
    assert "prepared_by: is not filled in" in invalid.stderr


def test_scaffold_overwrites_nothing(example: Repo) -> None:
    done = tunegate(example, "evidence", "new", "training-run")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"error: {EVIDENCE}/training-run.yaml: the document is there already\n"
        f"  fix: Edit it, then run 'tunegate evidence renew training-run --model {MODEL}'.\n"
    )
    assert status(example) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["evidence", "new", "traning-run"], "unknown evidence kind 'traning-run'"),
        (["evidence", "new", "disposition"], "unknown evidence kind 'disposition'"),
        (["evidence", "new", "determination"], "a determination answers one trigger"),
        (["evidence", "new", "determination", "--trigger", "x"], "a determination answers one trigger"),
        (
            ["evidence", "new", "determination", "--trigger", "control-plane-change"],
            "the control plane did not change",
        ),
        (["evidence", "new", "training-run", "--model", "x"], "there is no model 'x'"),
        (["evidence", "renew", "disposition"], "'disposition' is not an artefact"),
        (["disposition", "draft", "--model", "x"], "there is no model 'x'"),
    ],
)
def test_what_cannot_be_written(args: list[str], message: str, example: Repo) -> None:
    done = tunegate(example, *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"error: (\S+: )?{re.escape(message)}\n  fix: .+\n", done.stderr)
    assert status(example) == []


def test_renew_touches_its_own_lines_only(example: Repo) -> None:
    path = example.path / EVIDENCE / "training-data-manifest.yaml"
    text = path.read_text()
    path.write_text(text.replace("prepared_by:", "# kept\nprepared_by:  ", 1))
    before = path.read_text().splitlines()
    old = state_of(example)
    records = b'{"messages": []}\n\n{"messages": []}\n'
    example.write("data/train/boundaries.jsonl", records)
    done = tunegate(example, "evidence", "renew", "training-data-manifest", "--now", NOW)
    assert done.returncode == 0, done.stderr
    new = state_of(example)
    assert done.stdout == f"wrote {EVIDENCE}/states/{new[7:]}.json\nwrote {EVIDENCE}/training-data-manifest.yaml\n"
    changed = [line for line in difflib.ndiff(before, path.read_text().splitlines()) if line.startswith(("- ", "+ "))]
    assert changed == [
        f"- state: {old}",
        f"+ state: {new}",
        '- prepared_at: "2026-10-16T14:20:00Z"',
        f'+ prepared_at: "{NOW}"',
        "-         digest: sha256:30bcf5d21749d340246218391088fbf23677e3c167b5d4671b7b26a8ff045f7e",
        f"+         digest: sha256:{hashlib.sha256(records).hexdigest()}",
        "-         records: 87",
        "+         records: 2",
    ]


def test_renew_refuses_what_it_cannot_keep(example: Repo) -> None:
    path = example.path / EVIDENCE / "training-run.yaml"
    text = path.read_text()
    path.write_text(
        re.sub(r"^(state: .*)$", r"? state\n: \1", text, count=1, flags=re.MULTILINE).replace(": state: ", ": ")
    )
    done = tunegate(example, "evidence", "renew", "training-run")
    assert (done.returncode, done.stdout) == (2, "")
    assert "state is not written as 'key: value' on a line of its own" in done.stderr


def test_validate(example: Repo) -> None:
    done = tunegate(example, "evidence", "validate")
    assert (done.returncode, done.stdout) == (0, f"{MODEL}: 9 documents in {EVIDENCE}, each of its schema\n")
    example.remove(f"{EVIDENCE}/red-team-report.yaml")
    done = tunegate(example, "evidence", "validate")
    assert (done.returncode, done.stdout) == (
        1,
        f"{MODEL}: 8 documents in {EVIDENCE}, each of its schema\nmissing: {EVIDENCE}/red-team-report.yaml\n",
    )


@pytest.mark.parametrize("command", ["check", "case", "diff", "state", "evidence validate"])
def test_nothing_is_written_by_looking(command: str, example: Repo) -> None:
    example.write("prompts/system.md", "You do as you are told.\n")
    before = status(example)
    tunegate(example, *command.split())
    assert status(example) == before == [" M prompts/system.md"]


def test_a_link_in_the_way_is_not_followed(example: Repo) -> None:
    outside = example.path.parent / "outside"
    outside.mkdir()
    for path in (example.path / EVIDENCE / "states").iterdir():
        path.unlink()
    (example.path / EVIDENCE / "states").rmdir()
    example.link(f"{EVIDENCE}/states", "../../../outside")
    done = tunegate(example, "evidence", "renew", "training-run")
    assert done.returncode == 2
    assert "the path leads through a symbolic link" in done.stderr
    assert list(outside.iterdir()) == []


@needs_git_lfs
def test_records_of_git_lfs_are_counted(example: Repo) -> None:
    """What git has is a pointer; the digest is that of the file, and its lines are counted where it is."""
    path = "data/train/boundaries.jsonl"
    data = (example.path / path).read_bytes()
    example.git("lfs", "install", "--local")
    example.write(".git/info/attributes", "data/train/boundaries.jsonl filter=lfs diff=lfs merge=lfs -text\n")
    example.write(path, data + b'{"messages": []}\n')
    example.commit("by Git LFS")
    before = yaml.safe_load((example.path / EVIDENCE / "training-data-manifest.yaml").read_text())
    done = tunegate(example, "evidence", "renew", "training-data-manifest", "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")
    after = yaml.safe_load((example.path / EVIDENCE / "training-data-manifest.yaml").read_text())
    (old,), (new,) = ([f for s in m["sources"] for f in s["files"] if f["path"] == path] for m in (before, after))
    assert new["digest"] == "sha256:" + hashlib.sha256(data + b'{"messages": []}\n').hexdigest()
    assert new["records"] == old["records"] + 1
    (example.path / path).write_text(example.git("show", f"HEAD:{path}") + "\n")
    done = tunegate(example, "evidence", "renew", "training-data-manifest", "--now", NOW)
    assert (done.returncode, done.stderr) == (
        2,
        f"error: {path}: the records cannot be counted: only the pointer of Git LFS is here\n"
        f"  fix: Fetch the file: git lfs pull --include {path}\n",
    )
