from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gate.git.repository import Repository
from gate.page.interval import read_interval
from tests.command import MODEL
from tests.repo import Repo

CONFIG = "tunegate.yaml"
OTHER = "\nmodels:\n  other:\n    surfaces: {system_prompt: [prompts/*.md]}\n    evidence: evidence/other\n"


def test_models_and_their_surfaces(example: Repo) -> None:
    first = datetime.fromisoformat(example.git("show", "-s", "--format=%cI", "HEAD"))
    since = (first + timedelta(seconds=1)).astimezone(UTC).isoformat()
    prompt = example.path / "prompts" / "system.md"
    prompt.write_text(prompt.read_text() + "Answer in one sentence.\n")
    config = example.path / CONFIG
    config.write_text(config.read_text().replace("\nmodels:\n", OTHER))
    later = {"GIT_COMMITTER_DATE": (first + timedelta(days=1)).isoformat()}
    example.git("add", "--all")
    example.env |= later
    example.git("commit", "--quiet", "--message", "more")
    with Repository(example.path) as repository:
        head = repository.commit("HEAD")
        found = read_interval(repository, head, CONFIG, since)
        assert (found.added, found.removed, found.unreadable) == (("other",), (), False)
        assert [change.surface for change in found.changes[MODEL] or ()] == ["system_prompt"]
        same = read_interval(repository, head, CONFIG, (first + timedelta(days=2)).isoformat())
        assert same.changes == {MODEL: (), "other": ()}
        before = read_interval(repository, head, CONFIG, "2001-01-01T00:00:00+00:00")
        assert (before.commit, before.added) == (None, ("other", MODEL))


def test_a_configuration_that_could_not_be_read_then(example: Repo) -> None:
    first = datetime.fromisoformat(example.git("show", "-s", "--format=%cI", "HEAD"))
    text = (example.path / CONFIG).read_text()
    for at, content in ((1, "models: [\n"), (2, text)):
        example.write(CONFIG, content)
        example.env |= {"GIT_COMMITTER_DATE": (first + timedelta(days=at)).isoformat()}
        example.commit()
    with Repository(example.path) as repository:
        since = (first + timedelta(days=1, hours=1)).isoformat()
        assert read_interval(repository, repository.commit("HEAD"), CONFIG, since).unreadable
