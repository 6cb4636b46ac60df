"""Two repositories: one that serves a model and states its controls, and one that trains it and relies on them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.bypass.wall import CONFIG, append, text
from tests.command import EVIDENCE, EXAMPLE, NOW, tunegate
from tests.commands.steps import decide
from tests.keys import key, signature, signer
from tests.repo import Repo

SERVING = "acme/serving"
NAMESPACE = f"tunegate-v1@{SERVING}"
PLATFORM = "platform@acme.example"
SIGNERS = ".tunegate/serving_signers"
STATED = "2026-11-20T09:00:00Z"
KEPT = f"{EVIDENCE}/controls/serving.yaml"
OVERHANG = f"{EVIDENCE}/overhang-statement.yaml"
ASKED = (
    "output_filter=guardrails/config.yml#/rails/output/flows",
    "output_filter=guardrails/config.yml#/rails/input/flows",
)
_SERVED = f"""\
version: 1
signing: {{repository: {SERVING}}}
models:
  assistant:
    surfaces:
      system_prompt: ["prompts/*.md"]
      output_filter: ["guardrails/**"]
      scope_enforcement: ["deploy/tools.yaml"]
"""
_SURFACES = re.compile(r"^      system_prompt:\n.*?(?=^    evidence:)", re.MULTILINE | re.DOTALL)
_CONTROL = re.compile(
    r"^( +)surface: (system_prompt|output_filter|scope_enforcement)\n +digest: sha256:[0-9a-f]{64}\n", re.MULTILINE
)


def serving(path: Path) -> Repo:
    """The repository that serves: its controls, and no evidence of a model."""
    repo = Repo(path)
    for name in ("prompts", "guardrails"):
        shutil.copytree(EXAMPLE / name, path / name)
    (path / "deploy").mkdir()
    shutil.copy2(EXAMPLE / "deploy" / "tools.yaml", path / "deploy" / "tools.yaml")
    repo.write("tunegate.yaml", _SERVED)
    repo.commit("the service")
    return repo


def stated(repo: Repo, now: str = STATED, *more: str) -> str:
    """A signed statement of what is committed; its path."""
    asked = (word for row in ASKED for word in ("--control", row))
    done = tunegate(repo, "controls", "statement", "--by", PLATFORM, "--now", now, *asked, *more)
    assert done.returncode == 0, done.stderr
    path = done.stdout.split()[1]
    signed = tunegate(repo, "controls", "sign", path, "--key", str(key(PLATFORM)))
    assert signed.returncode == 0, signed.stderr
    return path


def keep(other: Repo, path: str, repo: Repo, place: str = KEPT) -> str:
    """Copy a statement with its signatures into the training repository; its digest."""
    from gate.values.canonical import digest_of

    for ending in ("", ".sig"):
        repo.write(f"{place}{ending}", (other.path / f"{path}{ending}").read_bytes())
    return digest_of((repo.path / place).read_bytes())


def elsewhere(repo: Repo, said: str) -> None:
    """Every control of the evidence is in the other repository, as ``said``."""
    for file in sorted((repo.path / EVIDENCE).glob("*.yaml")):
        old = file.read_text()
        new = _CONTROL.sub(rf"\1surface: \2\n\1elsewhere: {{{said}}}\n", old)
        if new != old:
            file.write_text(new)


def training(repo: Repo, digest: str) -> None:
    """Turn the example into a repository that only trains, decided on anew by its committee."""
    for folder in ("prompts", "guardrails"):
        shutil.rmtree(repo.path / folder)
    (repo.path / "deploy" / "tools.yaml").unlink()
    values = text(repo, "deploy/values.yaml")
    model = re.search(r"^model:.*?(?=^\S)", values, re.MULTILINE | re.DOTALL)
    assert model is not None
    name = re.search(r"--served[_-]model[_-]name\S*(?: \S+)?", values)
    repo.write("deploy/values.yaml", model[0] + f'vllm:\n  args: ["{name[0] if name else ""}"]\n')
    repo.write(CONFIG, _SURFACES.sub("", text(repo, CONFIG)))
    append(
        CONFIG,
        f"controls_elsewhere:\n  {SERVING}: {{quorum: 1, principals: [{PLATFORM}], allowed_signers: {SIGNERS}}}\n",
    )(repo)
    repo.write(SIGNERS, signer(PLATFORM, options=f'namespaces="{NAMESPACE}"'))
    elsewhere(repo, f'repository: {SERVING}, statement: "{digest}", expires: "2027-03-01"')
    decided(repo, "2026-11-23T08:00:00Z")


def decided(repo: Repo, now: str = NOW) -> None:
    kinds = ("evaluation-results", "alignment-regression", "overhang-statement", "red-team-report")
    done = tunegate(repo, "evidence", "renew", *kinds, "--now", now)
    assert done.returncode == 0, done.stderr
    decide(repo, now=now)


def resigned(repo: Repo, by: str = PLATFORM, namespace: str = NAMESPACE, place: str = KEPT) -> None:
    repo.write(f"{place}.sig", signature((repo.path / place).read_bytes(), key(by), namespace))
