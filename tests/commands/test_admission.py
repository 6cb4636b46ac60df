from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from gate.admission.texts import config_map
from gate.registry.drivers.folder import open_registry
from tests.admission.manifests import FILTER, PROMPT, WEIGHTS, reviewed
from tests.command import NOW, tunegate
from tests.keys import REPOSITORY
from tests.registry.stating import DIGEST, FIRST, MODEL, keys_file, said, sealed
from tests.repo import Repo

CONFIG = f"""\
version: 1
models:
  {MODEL}:
    surfaces:
      system_prompt: [prompts/*.md]
      output_filter: [guardrails/**]
      scope_enforcement: [deploy/rendered.yaml]
    evidence: evidence
"""
SYSTEM, RAILS = b"You help customers.\n", b"rails: [self check output]\n"


class Place:
    """A repository with reviewed manifests, and a registry with a version of the model."""

    def __init__(self, folder: Path) -> None:
        self.repo = Repo(folder / "consumer")
        self.folder = folder / "registry"
        self.folder.mkdir()
        self.keys = keys_file(folder)
        self.registry = open_registry(f"folder:{self.folder}", {})
        self.registry.register(MODEL, "1", {"model.safetensors": FIRST})
        names = {row["metadata"]["name"] for row in (PROMPT, FILTER)}
        text = yaml.safe_dump_all(reviewed()).replace(WEIGHTS, DIGEST)
        for name in names:
            text = text.replace(name, name.replace("tunegate-support-", f"tunegate-{MODEL}-"))
        files = {"prompts/system.md": SYSTEM, "guardrails/config.yml": RAILS, "tunegate.yaml": CONFIG.encode()}
        self.review({**files, "deploy/rendered.yaml": text.encode()})

    def review(self, files: dict[str, bytes]) -> None:
        for path, data in files.items():
            self.repo.write(path, data)
        self.commit = self.repo.commit()
        done = tunegate(self.repo, "state", "--head", self.commit, "--format", "json")
        self.state = json.loads(done.stdout)["models"][MODEL]["digest"].removeprefix("sha256:")

    def state_it(self, **more: Any) -> None:
        value = said(environment="prod", state={"sha256": self.state}, **more)
        _extension(value)["commit"] = self.commit
        self.registry.attach(self.registry.find(MODEL, "1")[0], sealed(value))

    def generate(self, *args: str, now: str = NOW) -> subprocess.CompletedProcess[str]:
        keys = ["--keys", str(self.keys), "--repository", REPOSITORY, "--environment", "prod", "--now", now]
        named = ["--registry", f"folder:{self.folder}", "--namespace", "serving", "--output", str(self.out)]
        return tunegate(self.repo, "admission", "generate", f"{MODEL}@1", *named, *keys, *args)

    @property
    def out(self) -> Path:
        return self.folder.parent / "out"

    def written(self, name: str) -> list[dict[str, Any]]:
        return list(yaml.safe_load_all((self.out / name).read_text("utf-8")))


def _extension(value: dict[str, Any]) -> dict[str, Any]:
    from gate.report.statement import EXTENSION

    found: dict[str, Any] = value["predicate"][EXTENSION]
    return found


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_policies_of_a_review_in_force(place: Place) -> None:
    place.state_it()
    done = place.generate("--manifest", "deploy/rendered.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    prompt = config_map(MODEL, "system_prompt", {"prompts/system.md": SYSTEM})
    rows = place.written("configmaps.yaml")
    assert rows[0] == {**prompt, "metadata": {**prompt["metadata"], "namespace": "serving"}}
    template, constraint = place.written("gatekeeper.yaml")
    assert template["kind"] == "ConstraintTemplate"
    assert constraint["spec"]["match"]["namespaces"] == ["serving"]
    assert len(constraint["spec"]["parameters"]["shapes"]) == 2
    assert constraint["spec"]["parameters"]["texts"][prompt["metadata"]["name"]] == {"system.md": SYSTEM.decode()}
    kinds = [row["kind"] for row in place.written("validating-admission-policy.yaml")]
    assert kinds == ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"] * 2


def test_nothing_is_admitted_of_what_is_not_in_force(place: Place) -> None:
    done = place.generate("--manifest", "deploy/rendered.yaml")
    assert done.returncode == 1
    assert f"{MODEL}@1: not-reviewed; nothing of it is admitted" in done.stderr
    place.state_it()
    done = place.generate("--manifest", "deploy/rendered.yaml", now="2027-07-01T00:00:00Z")
    assert done.returncode == 6
    assert place.written("gatekeeper.yaml")[1]["spec"]["parameters"] == {"shapes": [], "texts": {}}
    serving = place.written("validating-admission-policy.yaml")[0]
    assert serving["spec"]["validations"][0]["expression"] == "false"


def test_manifest_that_nobody_reviewed(place: Place) -> None:
    place.state_it()
    done = place.generate("--manifest", "tunegate.yaml")
    assert (done.returncode, "tunegate.yaml: the manifest is on no reviewed surface" in done.stderr) == (2, True)
    assert not place.out.exists()


def test_statement_of_another_state(place: Place) -> None:
    place.state = "0" * 64
    place.state_it()
    done = place.generate("--manifest", "deploy/rendered.yaml")
    assert (done.returncode, "of another state than its commit has" in done.stderr) == (2, True)


def test_reviewed_manifest_that_is_dangerous(place: Place) -> None:
    text = (place.repo.path / "deploy" / "rendered.yaml").read_text("utf-8")
    place.review({"deploy/rendered.yaml": text.replace("--max-model-len=8192", "--trust-remote-code").encode()})
    place.state_it()
    done = place.generate("--manifest", "deploy/rendered.yaml")
    assert done.returncode == 2
    assert "deploy/rendered.yaml: the argument '--trust-remote-code' can serve another model" in done.stderr
    assert not place.out.exists()
