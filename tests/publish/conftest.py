"""A GitHub that holds every request and answer to GitHub's own description, and a job that publishes to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.github.client import Client
from tests.command import CHANGES
from tests.forge import TOKEN, Forge
from tests.prism import strict
from tests.publish.jobs import Job
from tests.repo import Repo


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Forge, str, bool]]:
    with strict(tmp_path_factory.mktemp("prism")) as found:
        yield found


@pytest.fixture
def forge(running: tuple[Forge, str, bool], monkeypatch: pytest.MonkeyPatch) -> Forge:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    forge = running[0]
    vars(forge).update(vars(Forge(url=forge.url, shapes=forge.shapes)))
    forge.author = forge.shapes("comment").get("user")
    return forge


@pytest.fixture
def url(running: tuple[Forge, str, bool]) -> str:
    return running[1]


@pytest.fixture
def client(url: str) -> Client:
    return Client(TOKEN, url)


@pytest.fixture
def job(example: Repo, url: str, tmp_path: Path) -> Job:
    example.git("checkout", "--quiet", "-b", "change")
    example.git("apply", str(CHANGES / "prompt-edit.patch"))
    example.commit("prompt-edit")
    return Job(example, url, tmp_path)
