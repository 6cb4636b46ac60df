"""What people do to the example, and what the gate then decides."""

from __future__ import annotations

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
    """Redo the evidence: it names the revision that is pinned now, and is recorded as redone."""
    pinned = yaml.safe_load((repo.path / "configs" / "train.yaml").read_text())["revision_of_model"]
    for path in (repo.path / EVIDENCE).glob("*.yaml"):
        path.write_text(path.read_text().replace("5206a32e0bd3067aef1ce90f5528ade7d866253f", pinned))
    done = tunegate(repo, "evidence", "renew", *kinds, "--now", NOW)
    assert done.returncode == 0, done.stderr


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
