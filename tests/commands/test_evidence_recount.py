"""``evidence recount``: the raw files read again, for whoever signs."""

from __future__ import annotations

import json

import pytest

from gate.values.canonical import digest_of
from tests.command import EVIDENCE, check, tunegate
from tests.commands.imports import (
    BASE,
    CATEGORIES,
    OUTCOMES,
    RESULTS,
    TUNED,
    documents,
    findings,
    import_,
    imported,
    recount,
    run_file,
)
from tests.git.storing import needs_git_lfs
from tests.repo import Repo

COUNTED = "2026-11-20T09:00:00Z"


def test_recount(example: Repo) -> None:
    """For a reviewer: the raw files read again, of the repository or of a folder."""
    imported(example, {"stories": 3})
    first = "support-assistant: acme-canonical-adversarial 3.1: not compared with its raw files\n" + "".join(
        f"  s3://acme-model-evidence/llama-3.1-8b-acme-support/2026.10.2/safety/canonical-{side}.eval is kept "
        "elsewhere: fetch it, and name its folder with --from\n"
        for side in ("base", "tuned")
    )
    same = "support-assistant: acme suite: the same as its raw files\n"
    assert recount(example) == (1, first + same)
    text = (example.path / RESULTS).read_text()
    start, end = text.index("  - name: acme-canonical"), text.index("  - name: acme suite")
    (example.path / RESULTS).write_text(text[:start] + text[end:])
    assert recount(example) == (0, same)
    example.commit("import")
    assert recount(example, "--head", "HEAD") == (0, same)

    edited = (example.path / OUTCOMES).read_text().splitlines(keepends=True)
    edited = [row.replace('"tuned": "complied"', '"tuned": "refused"') for row in edited[1:]]
    (example.path / OUTCOMES).write_text("".join(edited))
    assert recount(example) == (
        1,
        "support-assistant: acme suite: not the same as its raw files\n"
        "  articles-000: the records say nothing, the raw files articles (injected-instructions): base refused, "
        "fine-tune refused\n"
        + "".join(
            f"  {item}: the records say {said} fine-tune refused, the raw files {said} fine-tune complied\n"
            for item, said in [(f"safe-{i}", "safe (harmless): base complied,") for i in range(4)]
        )
        + "  and 4 more\n",
    )
    example.git("checkout", "--", OUTCOMES)

    import_(example, "--stored-at", "s3://acme-evidence")
    (example.path / "runs").rename(example.path.parent / "fetched")
    assert recount(example, "--from", "../fetched") == (0, same)
    raw = example.path.parent / "fetched" / "tuned.jsonl"
    raw.write_text(raw.read_text() + "\n")
    assert recount(example, "--from", "../fetched") == (
        1,
        "support-assistant: acme suite: not compared with its raw files\n"
        "  s3://acme-evidence/tuned.jsonl has another digest than the evaluation results say\n",
    )
    raw.unlink()
    assert recount(example, "--from", "../fetched") == (
        1,
        "support-assistant: acme suite: not compared with its raw files\n  tuned.jsonl is not in ../fetched\n",
    )


def test_recount_that_is_recorded(example: Repo) -> None:
    """Beside its suite, for whoever signs; the check compares it."""
    imported(example, {"stories": 3})
    only_imported(example)
    assert rules(example) == {"recount-missing"}
    done = tunegate(example, "evidence", "recount", "--record", "--now", COUNTED)
    same = "support-assistant: acme suite: the same as its raw files\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{same}wrote {RESULTS}\n", "")
    raw = sorted(digest_of((example.path / "runs" / f"{side}.jsonl").read_bytes()) for side in ("base", "tuned"))
    row = documents(example)[0]["safety_suites"][0]["recount"]
    assert row == {
        "counted_at": COUNTED,
        "tool": "tunegate 0.1.0, our own",
        "raw": raw,
        "records": digest_of((example.path / OUTCOMES).read_bytes()),
        "differing": 0,
        "categories": [
            {"category": name, "n": 120, "b": 2 if name == "stories" else 0, "c": 0} for name in sorted(CATEGORIES)
        ],
    }
    assert rules(example) == set()
    text = (example.path / RESULTS).read_text()
    stated, _, counted = text.partition("    recount:")
    for old, new, rule in (
        ("differing: 0", "differing: 3", "recount-contradicted"),
        ('"b": 2', '"b": 9', "recount-contradicted"),
        (raw[0], "sha256:" + "0" * 64, "recount-outdated"),
    ):
        assert old in counted
        example.write(RESULTS, f"{stated}    recount:{counted.replace(old, new, 1)}")
        assert rules(example) == {rule}


def test_recount_that_finds_something(example: Repo) -> None:
    imported(example, {"stories": 3})
    only_imported(example)
    text = (example.path / OUTCOMES).read_text()
    example.write(OUTCOMES, text.replace('"tuned": "complied"', '"tuned": "refused"'))
    done = tunegate(example, "evidence", "recount", "--record", "--now", COUNTED)
    assert done.returncode == 1
    assert documents(example)[0]["safety_suites"][0]["recount"]["differing"] == 8
    assert "recount-contradicted" in rules(example)


def test_nothing_is_recorded_of_what_was_not_counted(example: Repo) -> None:
    before = (example.path / RESULTS).read_text()
    done = tunegate(example, "evidence", "recount", "--record")
    assert (done.returncode, (example.path / RESULTS).read_text()) == (1, before)
    done = tunegate(example, "evidence", "recount", "--record", "--head", "HEAD")
    assert done.returncode == 2
    assert done.stderr.startswith("error: a recount is recorded in the work tree")


def rules(repo: Repo) -> set[str]:
    rows = json.loads(check(repo, "--format", "json").stdout)["findings"]
    return {row["rule"] for row in rows if row["rule"].startswith("recount")}


def only_imported(repo: Repo) -> None:
    """Take the example's own suite, whose raw files are elsewhere, out of the results."""
    text = (repo.path / RESULTS).read_text()
    start, end = text.index("  - name: acme-canonical"), text.index("  - name: acme suite")
    (repo.path / RESULTS).write_text(text[:start] + text[end:])


def test_categories_that_are_left_out_or_harmless(example: Repo) -> None:
    """What the user says of categories stands in the results, so that a reviewer can read the files in the same way."""
    run_file(example.path / "runs" / "base.jsonl", BASE, {"stories": 3})
    run_file(example.path / "runs" / "tuned.jsonl", TUNED, {"stories": 3})
    for name in ("base", "tuned"):
        with (example.path / "runs" / f"{name}.jsonl").open("a") as file:
            for category in ("trivia", "weather"):
                for number in range(3):
                    refused = "refused" if (category, name) == ("weather", "base") else "complied"
                    file.write(
                        json.dumps({"item": f"{category}-{number}", "category": category, "outcome": refused}) + "\n"
                    )
    done = import_(example, "--leave-out", "trivia", "--class", "weather=harmless")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        0,
        "note: acme suite: left out, as asked: trivia, of 3 items",
    )
    only_imported(example)
    (suite,) = documents(example)[0]["safety_suites"]
    assert suite["reading"]["left_out"] == ["trivia"]
    assert suite["reading"]["notes"][0] == "left out, as asked: trivia, of 3 items"
    assert [row["category"] for row in suite["categories"]] == sorted(CATEGORIES)
    assert suite["over_refusal"] == {
        "base": {"n": 8, "refused": 3, "errors": 0},
        "tuned": {"n": 8, "refused": 0, "errors": 0},
    }
    assert recount(example) == (0, "support-assistant: acme suite: the same as its raw files\n")
    assert (
        "harmless-refused",
        "weather of acme suite counts as harmless; the base model refuses 3 of 3, and the fine-tune 0 of 3",
    ) in findings(example)


def test_raw_files_as_git_stores_them(example: Repo) -> None:
    """The evidence names what a commit has: of line ends that git changes, the changed ones."""
    example.write(".gitattributes", "runs/*.jsonl text\n")
    run_file(example.path / "runs" / "base.jsonl", BASE, {"stories": 1})
    run_file(example.path / "runs" / "tuned.jsonl", TUNED, {"stories": 3})
    for side in ("base", "tuned"):
        file = example.path / "runs" / f"{side}.jsonl"
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert import_(example).returncode == 0
    example.commit("import")
    for args in ((), ("--head", "HEAD")):
        assert "acme suite: the same as its raw files" in recount(example, *args)[1]


@needs_git_lfs
def test_raw_files_of_git_lfs(example: Repo) -> None:
    example.git("lfs", "install", "--local")
    example.write(".gitattributes", "runs/*.jsonl filter=lfs diff=lfs merge=lfs -text\n")
    imported(example, {"stories": 3})
    example.commit("import")
    for args in ((), ("--head", "HEAD")):
        assert "acme suite: the same as its raw files" in recount(example, *args)[1]
    (example.path / "runs" / "base.jsonl").write_text(example.git("show", "HEAD:runs/base.jsonl") + "\n")
    for args in ((), ("--head", "HEAD")):
        assert "runs/base.jsonl is kept by Git LFS and not here: git lfs pull" in recount(example, *args)[1]


KEPT = ("make git store something else", "*.jsonl filter=f\n", ".git/info/attributes")
NEVER = ("git ignores files of this name", "*.jsonl\n", ".git/info/exclude")


@pytest.mark.parametrize(("said", "line", "place"), [KEPT, NEVER])
def test_outcomes_that_ci_would_not_read(example: Repo, said: str, line: str, place: str) -> None:
    example.git("config", "filter.f.clean", "cat")
    example.write(place, line)
    run_file(example.path.parent / "base.jsonl", BASE, {"stories": 1})
    run_file(example.path.parent / "tuned.jsonl", TUNED, {"stories": 1})
    files = ("--base", "../base.jsonl", "--tuned", "../tuned.jsonl")
    classes = [word for category, cls in CATEGORIES.items() for word in ("--class", f"{category}={cls}")]
    done = tunegate(example, "evidence", "import", *files, *classes, "--stored-at", "s3://acme-evidence")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"error: {EVIDENCE}/outcomes/suite.jsonl: " in done.stderr
    assert said in done.stderr
