"""``incident``: the page says what was, what is not known, and never that nothing was found where nobody looked."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.registry.drivers.folder import open_registry
from tests.command import EVIDENCE, MODEL, tunegate
from tests.keys import REPOSITORY
from tests.registry.stating import FIRST, SECOND, keys_file, said, sealed
from tests.repo import Repo

NOW = "2026-11-23T12:00:00Z"


@pytest.fixture
def key(tmp_path: Path) -> list[str]:
    path = tmp_path / "records.key"
    path.write_text("ab" * 32)
    return ["--key", str(path)]


def page(repo: Repo, *args: str, code: int = 0) -> str:
    done = tunegate(repo, "incident", *args, "--format", "markdown", "--output", "-", "--now", NOW)
    assert done.returncode == code, done.stderr
    return done.stdout


def test_the_decision_of_that_day(example: Repo) -> None:
    text = page(example, "--as-of", "2026-11-20")
    head = example.git("rev-parse", "HEAD")
    assert text.startswith(
        f"# Incident: {MODEL}, as of 20 November 2026\n\n⚠️ **Deploy it, on conditions**\n\n"
        "ai-committee@acme.example decided on 2 November 2026, until 31 May 2027.\n"
    )
    assert f"| `{head[:12]}` |" in text
    assert "| Weights | `llama-3.1-8b-acme-support:2026.10.2` |" in text
    assert (
        "| 2 November 2026 | `5d8c3e152190` | `llama-3.1-8b-acme-support:2026.10.2` | Deploy it, on conditions |"
        in text
    )
    assert "**Unknown.** No registry was asked, so this page does not say what was deployed" in text
    assert "What it learned from" not in text


@pytest.mark.parametrize(
    ("day", "answer"),
    [("2026-11-01", "❌ **No decision by 1 November 2026**"), ("2027-06-01", "❌ **Expired by then**")],
)
def test_days_without_a_decision_in_force(example: Repo, day: str, answer: str) -> None:
    args = ("--as-of", day, "--format", "markdown", "--output", "-", "--now", "2027-07-01T00:00:00Z")
    assert answer in tunegate(example, "incident", *args).stdout


def test_withdrawn(example: Repo) -> None:
    done = tunegate(
        example,
        *(
            "disposition",
            "withdraw",
            f"{EVIDENCE}/disposition.yaml",
            "--by",
            "risk@acme.example",
            "--reason",
            "It leaked customer names in answers.",
            "--now",
            NOW,
        ),
    )
    assert done.returncode == 0, done.stderr
    example.commit("withdrawn")
    assert "❌ **Withdrawn by then**" in page(example)
    assert "⚠️ **Deploy it, on conditions**" in page(example, "--as-of", "2026-11-22")


def test_records(example: Repo, key: list[str], tmp_path: Path) -> None:
    asked = tmp_path / "asked.json"
    asked.write_text((example.path / "data/train/boundaries.jsonl").read_text().splitlines()[1])
    assert "**No answer:**" in page(example, *key, "--record", str(asked), code=3)  # nothing is indexed
    assert tunegate(example, "records", "index", *key).returncode == 0
    row = (
        "| 2 November 2026 | `5d8c3e152190` | data/train/boundaries.jsonl, record 2 | same bytes "
        "| llama-3.1-8b-acme-support:2026.10.2 |"
    )
    assert row in page(example, *key, "--record", str(asked))
    asked.write_text('{"never": "there"}')
    assert "Not found in any of 1 state of the data." in page(example, *key, "--record", str(asked))
    other = tmp_path / "other.key"
    other.write_text("cd" * 32)
    text = page(example, "--key", str(other), "--record", str(asked), code=3)
    assert "**No answer:**" in text
    assert "it was indexed with another key" in text


def test_deployed(example: Repo, tmp_path: Path) -> None:
    folder = tmp_path / "registry"
    folder.mkdir()
    registry = open_registry(f"folder:{folder}", {})
    registry.register(MODEL, "1", {"model.safetensors": FIRST})
    registry.register(MODEL, "2", {"model.safetensors": SECOND})
    keys = ["--registry", f"folder:{folder}", "--keys", str(keys_file(tmp_path)), "--repository", REPOSITORY]
    (tmp_path / "statement.json").write_bytes(sealed(said(at="2026-11-20T00:00:00Z")))
    published = tunegate(
        example, "registry", "publish", str(tmp_path / "statement.json"), f"{MODEL}@1", *keys, "--now", NOW
    )
    assert published.returncode == 0, published.stderr
    text = page(example, *keys, "--as-of", "2026-11-21")
    assert f"| {MODEL}@1 | none | **in-force** | proceed until 2027-05-31 |" in text
    assert f"| {MODEL}@2 | none | ❌ **not-reviewed** | none |" in text
    assert f"| {MODEL}@1 | none | ❌ **not-reviewed** | none |" in page(example, *keys, "--as-of", "2026-11-19")


def test_written_as_html(example: Repo, tmp_path: Path) -> None:
    path = tmp_path / "incident.html"
    done = tunegate(example, "incident", "--output", str(path), "--now", NOW)
    assert (done.returncode, done.stdout) == (0, f"wrote {path}: Deploy it, on conditions\n")
    assert f"<title>Incident: {MODEL}, as of 23 November 2026</title>" in path.read_text()


@pytest.mark.parametrize(
    ("args", "said_"),
    [
        (["--as-of", "2027-01-01"], "error: 2027-01-01T23:59:59Z is in the future\n  fix: Name a day that is over.\n"),
        (["other"], "error: there is no model 'other'"),
        (["--record", "x"], "error: no key is given, and without one an index says nothing\n"),
    ],
)
def test_bad_usage(example: Repo, args: list[str], said_: str) -> None:
    done = tunegate(example, "incident", *args, "--now", NOW)
    assert (done.returncode, done.stdout, done.stderr.startswith(said_)) == (2, "", True), done.stderr
