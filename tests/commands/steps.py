"""What people do to the example, and what the gate then decides."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import yaml

from gate.values.terms import ARTEFACT_KINDS
from tests.command import CHANGES, EVIDENCE, MODEL, NOW, check, fits, tunegate
from tests.keys import sign
from tests.repo import Repo


def decision(repo: Repo, *args: str, now: str = NOW, expect: int) -> dict[str, Any]:
    done = check(repo, "--format", "json", *args, now=now)
    assert done.returncode == expect, done.stdout + done.stderr
    assert done.stderr == ""
    value: dict[str, Any] = json.loads(done.stdout)
    fits("decision", value)
    return value


def rules(value: dict[str, Any]) -> list[tuple[str, str | None, int | None]]:
    return [(row["rule"], row["path"], row["line"]) for row in value["findings"]]


def change(repo: Repo, name: str) -> None:
    repo.git("switch", "--quiet", "-C", name)
    repo.git("apply", str(CHANGES / f"{name}.patch"))
    repo.commit(name)


def edit(repo: Repo, path: str, old: str, new: str) -> None:
    file = repo.path / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def renew(repo: Repo, *kinds: str) -> None:
    """Redo the evidence, and record that."""
    redo(repo, *kinds)
    done = tunegate(repo, "evidence", "renew", *kinds, "--now", NOW)
    assert done.returncode == 0, done.stdout + done.stderr


def redo(repo: Repo, *kinds: str) -> None:
    """What a person does first: tools write their reports again, and documents name the revision that is pinned."""
    pinned = yaml.safe_load((repo.path / "configs" / "train.yaml").read_text())["revision_of_model"]
    for path in (repo.path / EVIDENCE).rglob("*"):
        if path.suffix in (".yaml", ".metadata"):
            path.write_text(path.read_text().replace("5206a32e0bd3067aef1ce90f5528ade7d866253f", pinned))
    report_again(repo)
    told = [kind for kind in ("training-data-manifest", "base-model-evidence") if kind in kinds]
    if told:
        done = tunegate(repo, "evidence", "collect", *told, "--replace", "--now", NOW)
        assert done.returncode == 0, done.stdout + done.stderr


def report_again(repo: Repo) -> None:
    """Have the scans and the data cards be about the files as they are, with the same matches as before."""
    data = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in (repo.path / "data").rglob("*.jsonl")}
    names = {path.relative_to(repo.path).as_posix(): digest for path, digest in data.items()}
    for path in (repo.path / EVIDENCE / "scans").glob("*.json"):
        scan = json.loads(path.read_text())
        now = [{**row, "digest": f"sha256:{names[row['path']]}"} for row in scan["files"]]
        if now != scan["files"]:
            runs = [{**run, "scanned_at": NOW} for run in scan["runs"]]
            path.write_text(json.dumps({**scan, "files": now, "runs": runs}, indent=1) + "\n")
    for path in (repo.path / EVIDENCE / "sources").glob("*.croissant.json"):
        card = json.loads(path.read_text())
        now = [{**row, "sha256": names[row["contentUrl"]]} for row in card["distribution"]]
        if now != card["distribution"]:
            path.write_text(json.dumps({**card, "distribution": now}, indent=2) + "\n")


def decide(repo: Repo, **more: str) -> None:
    given = {
        "decision": "conditional",
        "decided-by": "ai-committee@acme.example",
        "expires": "2027-10-31",
        "rationale": "Evaluated again on the new state, with the same outcome as before.",
        "now": NOW,
        **more,
    }
    folder = f"evidence/{more.get('model', MODEL)}"
    kept = (kind for kind in ARTEFACT_KINDS if (repo.path / folder / f"{kind}.yaml").is_file())
    words = [word for key, value in given.items() for word in (f"--{key}", value)]
    words += [
        word for kind in kept for word in ("--renewed", f"{kind}=Checked against the new state: it holds as it is.")
    ]
    done = tunegate(repo, "disposition", "draft", *words)
    assert done.returncode == 0, done.stderr
    sign(repo, f"{EVIDENCE}/disposition.yaml")


def fill(repo: Repo, folder: str) -> None:
    (path,) = (repo.path / folder / "determinations").glob("*.yaml")
    text = re.sub(r"^expires:.*$", 'expires: "2026-12-31"', path.read_text(), flags=re.MULTILINE)
    path.write_text(re.sub(r"^reason:.*$", "reason: Read and found right by the owner.", text, flags=re.MULTILINE))
    sign(repo, f"{folder}/determinations/{path.name}")
