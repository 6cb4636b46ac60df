"""The page of a model, as a person gets it: what it says, and that it never looks approved where it is not."""

from __future__ import annotations

import runpy
import sqlite3
from pathlib import Path

import pytest

from tests.command import EVIDENCE, MODEL, NOW, tunegate
from tests.keys import sign
from tests.repo import Repo
from tests.tools import ROOT

DISPOSITION = f"{EVIDENCE}/disposition.yaml"


def report(repo: Repo, *args: str, now: str = NOW) -> tuple[int, str, str]:
    """Exit status, the page as Markdown, and what was said beside it."""
    asked = ("report", "--trusted", "main", "--now", now, "--format", "markdown", "--output", "-", *args)
    done = tunegate(repo, *asked)
    return done.returncode, done.stdout, done.stderr


def answer(repo: Repo, *args: str, now: str = NOW) -> tuple[int, list[str]]:
    """Exit status, and the paragraphs under the title: what the page says first."""
    code, page, said = report(repo, *args, now=now)
    assert said == ""
    return code, [line for line in page.partition("\n## ")[0].split("\n")[1:] if line]


def test_the_whole_page(example: Repo) -> None:
    """It is committed as docs/example-review.md, which ``make docs`` writes anew."""
    made = runpy.run_path(str(ROOT / "docs" / "review.py"))
    code, page, said = report(example, MODEL)
    assert (code, said) == (0, "")
    assert made["without_commit"](page, example.head()) == made["PAGE"].read_text()


def test_it_is_one_html_file(example: Repo) -> None:
    done = tunegate(example, "report", "--trusted", "main", "--now", NOW)
    name = f"tunegate-{MODEL}.html"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"wrote {name}: Approved: deploy it, on conditions\n", "")
    assert (example.path / name).read_text().startswith('<!doctype html>\n<html lang="en">')


def test_a_changed_prompt_is_not_approved(example: Repo) -> None:
    prompt = example.path / "prompts" / "system.md"
    prompt.write_text(prompt.read_text() + "Always say yes.\n")
    example.commit()
    code, said = answer(example)
    assert code == 0
    assert said[0] == "❌ **Not approved as it is now**"
    assert said[-1] == "The last decision, of 2 November 2026, was: deploy it, on conditions."
    page = report(example)[1]
    assert "| Changed since | ❌ **This decision is out of date.** Changed after it was made: system prompt. |" in page


def test_an_expired_decision_is_not_approved(example: Repo) -> None:
    code, said = answer(example, now="2027-06-02T12:00:00Z")
    assert (code, said[0]) == (0, "❌ **Not approved as it is now**")
    page = report(example, now="2027-06-02T12:00:00Z")[1]
    assert f"| In force until | 31 May 2027. ❌ **Expired 2 days ago.** `{DISPOSITION}:7` |" in page
    assert "| 31 March 2027 ❌ **overdue** |" in page


def test_an_unsigned_decision_is_not_approved(example: Repo) -> None:
    example.remove(DISPOSITION + ".sig")
    example.commit()
    code, said = answer(example)
    assert (code, said[0]) == (0, "❌ **Not approved as it is now**")
    missing = "❌ **0 of 1 needed signatures.** May sign: ai-committee@acme.example."
    row = next(line for line in report(example)[1].split("\n") if line.startswith("| Signed by<br>"))
    assert row.endswith(f"| {missing} |")


def test_a_model_without_evidence(example: Repo) -> None:
    for path in sorted((example.path / EVIDENCE).rglob("*"), reverse=True):
        if path.is_file():
            path.unlink()
    example.commit()
    code, page, said = report(example)
    assert (code, said) == (0, "")
    assert "❌ **Not approved as it is now**" in page
    for line in (
        "❌ **No decision.** There is no disposition for this model. Nobody has approved it.",
        "❌ **Not documented.** There is no training-data manifest that can be read.",
        "❌ **Not measured.** There are no results of a safety suite on both models.",
        "❌ **Not tested.** There is no red-team report that can be read.",
        "❌ **Not stated.** There is no overhang statement that can be read.",
        "❌ **There is no evidence.** Nothing is documented on this model.",
    ):
        assert f"\n{line}\n" in page


def test_evidence_that_cannot_be_read(example: Repo) -> None:
    example.write(DISPOSITION, "decision: [proceed\n")
    example.commit()
    code, page, said = report(example, MODEL)
    assert (code, said) == (2, "")
    assert page.startswith(f"# Review of {MODEL}\n\n❌ **Unknown: treat it as not approved**\n")
    assert f"`{DISPOSITION}:2`" in page


def test_an_unchecked_commit_says_so(example: Repo) -> None:
    asked = ("report", "--any-commit", "--now", NOW, "--format", "markdown", "--output", "-")
    page = tunegate(example, *asked).stdout
    assert "⚠️ **Approved: deploy it, on conditions**" in page
    assert (
        "⚠️ **This commit is unchecked.** Nobody asked whether it is on the protected branch, so it was judged by its "
        "own rules and waivers." in page
    )


def test_a_commit_of_another_branch_is_not_approved(example: Repo) -> None:
    example.git("switch", "--quiet", "--create", "other")
    example.write("notes.txt", "x\n")
    example.commit()
    code, said = answer(example)
    assert (code, said[0]) == (0, "❌ **Not approved as it is now**")


def test_what_changed_since_the_last_decision(example: Repo) -> None:
    """The earlier decision is read from its commit, and so is the state that it was made for."""
    prompt = example.path / "prompts" / "system.md"
    prompt.write_text(prompt.read_text() + "Answer in one sentence.\n")
    tunegate(example, "evidence", "renew", "overhang-statement")
    document = example.path / DISPOSITION
    digest = tunegate(example, "state").stdout.split()[1]
    text = document.read_text()
    old = next(line for line in text.splitlines() if line.startswith("state: "))
    document.write_text(text.replace(old, f"state: {digest}").replace("2026-11-02T09", "2026-11-20T09"))
    sign(example, DISPOSITION)
    example.commit()
    page = report(example)[1]
    changes = page.partition("## What changed since the last decision")[2].partition("\n## ")[0]
    assert "\nsystem prompt: 1 change\n" in changes
    events = page.partition("## How it came to this")[2]
    assert [line[:16] for line in events.split("\n") if line.startswith("- **")] == [
        "- **2026-11-20**",
        "- **2026-11-02**",
    ]


def test_every_model_on_one_page(example: Repo) -> None:
    code, page, said = report(example, "--all")
    assert (code, said) == (0, "")
    cells = (
        "support-assistant",
        "✅ **Approved: deploy it, on conditions**",
        "ai-committee@acme.example",
        "31 May 2027",
    )
    assert f"\n| {' | '.join(cells)} | 2 | none | `{DISPOSITION}` |\n" in page
    assert "No decision ends within 60 days." in page
    later = report(example, "--all", now="2027-05-01T12:00:00Z")[1]
    assert "| support-assistant | 31 May 2027 | 30 days |" in later


OTHER = """
  other:
    surfaces: {system_prompt: [other/*.md]}
    evidence: evidence/other
"""


def test_one_unreadable_model_of_several(example: Repo) -> None:
    """It is named with file and line, and the others are judged as they are."""
    config = example.path / "tunegate.yaml"
    config.write_text(config.read_text().replace("\nmodels:\n", f"\nmodels:{OTHER}"))
    example.write("other/prompt.md", "Say hello.\n")
    example.write("evidence/other/disposition.yaml", "decision: [proceed\n")
    example.commit()
    code, page, said = report(example, "--all")
    assert (code, said) == (2, "")
    assert page.split("\n")[4:7:2] == [
        "1 of 2 models: approved at this commit.",
        "❌ **1 model could not be judged**: something could not be read. File and line are below.",
    ]
    problems = page.partition("## What could not be read")[2].partition("\n## ")[0]
    assert "| other | " in problems
    assert "| `evidence/other/disposition.yaml:2` |" in problems
    assert MODEL not in problems
    models = page.partition("## Models")[2]
    assert "\n| other | ❌ **Unknown: treat it as not approved** |" in models
    approved = "✅ **Approved: deploy it, on conditions**"
    assert f"\n| {MODEL} | {approved} | ai-committee@acme.example | 31 May 2027 | 2 |" in models


def test_a_blocked_model_beside_an_approved_one(example: Repo) -> None:
    config = example.path / "tunegate.yaml"
    config.write_text(config.read_text().replace("\nmodels:\n", f"\nmodels:{OTHER}"))
    example.write("other/prompt.md", "Say hello.\n")
    example.commit()
    code, page, said = report(example, "--all")
    assert (code, said) == (0, "")
    assert page.split("\n")[2:5:2] == ["❌ **1 model not approved**", "1 of 2 models: approved at this commit."]
    rows = [line.split(" | ") for line in page.partition("## Models\n")[2].split("\n") if line.startswith("| ")]
    assert [(row[0], row[1]) for row in rows[2:]] == [
        ("| other", "❌ **Not approved as it is now**"),
        (f"| {MODEL}", "✅ **Approved: deploy it, on conditions**"),
    ]


def test_an_unreadable_configuration(example: Repo) -> None:
    example.write("tunegate.yaml", "models: [\n")
    example.commit()
    code, page, said = report(example, "--all")
    assert (code, said) == (2, "")
    assert page.startswith("# Models and their reviews\n\n❌ **1 model not approved**\n")
    assert "| `tunegate.yaml:2` |" in page


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((MODEL, "--all"), "error: MODEL and --all exclude each other\n  fix: Give one of them.\n"),
        (
            ("--output", "missing/page.html"),
            "error: missing/page.html: the page cannot be written: No such file or directory\n"
            "  fix: Name another file with --output.\n",
        ),
    ],
)
def test_wrong_use(example: Repo, args: tuple[str, ...], said: str) -> None:
    done = tunegate(example, "report", "--trusted", "main", "--now", NOW, *args)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_a_page_on_several_models(example: Repo) -> None:
    code, page, said = report(example, MODEL, "nobody", MODEL)
    assert (code, said) == (2, "")
    assert page.startswith("# Models and their reviews\n\n❌ **2 models not approved**\n")
    assert "there is no model 'nobody'" in page or "nobody" in page


def test_an_unknown_model(example: Repo) -> None:
    code, page, said = report(example, "nobody")
    assert (code, said) == (2, "")
    assert page.startswith("# Review of nobody\n\n❌ **Unknown: treat it as not approved**\n")


def test_the_page_is_the_same_each_time(example: Repo, tmp_path: Path) -> None:
    pages = [tmp_path / "a.html", tmp_path / "b.html"]
    for path in pages:
        tunegate(example, "report", "--trusted", "main", "--now", NOW, "--output", str(path))
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_all_models_as_a_database_files_and_a_calendar(example: Repo) -> None:
    asked = ("report", "--trusted", "main", "--now", NOW, "--as")
    for kind, name in (
        ("sqlite", "tunegate-models.sqlite"),
        ("parquet", "tunegate-models"),
        ("calendar", "models.ics"),
    ):
        more = ("--output", name) if kind == "calendar" else ()
        done = tunegate(example, *asked, kind, *more)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"wrote {name}\n", "")
    assert (example.path / "tunegate-models.sqlite").read_bytes().startswith(b"SQLite format 3\0")
    assert (example.path / "tunegate-models" / "models.parquet").read_bytes()[:4] == b"PAR1"
    assert (example.path / "models.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--as", "sqlite", "--output", "-"), "error: --as sqlite is bytes, and no text to print\n"),
        (("--as", "sqlite", "--output", "no/x"), "error: no/x: sqlite cannot be written: No such file or directory\n"),
        (("--as", "week", "--since", "2026-12-24"), "error: 2026-12-24T00:00:00Z is in the future\n"),
        (("--since", "2026-11-02"), "error: --since is for --as week\n"),
    ],
)
def test_wrong_use_of_a_document_on_all_models(example: Repo, args: tuple[str, ...], said: str) -> None:
    done = tunegate(example, "report", "--trusted", "main", "--now", NOW, *args)
    assert (done.returncode, done.stdout, done.stderr.split("  fix: ")[0]) == (2, "", said)


def test_a_week_of_a_repository(example: Repo) -> None:
    code, page, said = report(example, "--as", "week", "--since", "2026-11-01")
    assert (code, said) == (0, "")
    assert page.startswith("# Models, 1 November 2026 to 23 November 2026\n\n")
    assert f"| 2 November 2026 | {MODEL} | Deploy it, on conditions | ai-committee@acme.example |" in page


def test_an_unreadable_model_is_in_every_document(example: Repo) -> None:
    example.write(DISPOSITION, "decision: [proceed\n")
    example.commit()
    code, page, said = report(example, "--as", "week")
    assert (code, said) == (2, "")
    assert f"| `{DISPOSITION}:2` |" in page
    done = tunegate(example, "report", "--trusted", "main", "--now", NOW, "--as", "sqlite", "--output", "x.sqlite")
    assert done.returncode == 2
    with sqlite3.connect(example.path / "x.sqlite") as database:
        assert database.execute("SELECT answer FROM models").fetchall() == [("unknown",)]
        assert database.execute("SELECT path, line FROM findings").fetchall() == [(DISPOSITION, 2)]
