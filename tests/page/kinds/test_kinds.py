"""Documents from the facts of a model: what they hold, what they mark as a gap, and that the gate reads its own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gate.derive.given import Source
from gate.derive.sources import croissant as croissant_reader
from gate.derive.sources import cyclonedx as cyclonedx_reader
from tests.command import EVIDENCE, MODEL, NOW, tunegate
from tests.repo import Repo


@pytest.fixture(scope="session")
def written(prepared: Path) -> dict[str, str]:
    """Kind -> what ``tunegate report --as`` prints of the example; pages as Markdown."""
    kinds = ("annex-iv", "training-summary", "cyclonedx", "croissant")
    return {kind: printed(Repo(prepared), kind)[1] for kind in kinds}


def printed(repo: Repo, kind: str) -> tuple[int, str, str]:
    asked = ("report", MODEL, "--trusted", "main", "--now", NOW, "--as", kind, "--format", "markdown", "--output", "-")
    done = tunegate(repo, *asked)
    return done.returncode, done.stdout, done.stderr


def points(page: str) -> dict[str, str]:
    """Number and title of a point -> what the outline has of it."""
    return dict(re.findall(r"^\| ([0-9].*?) \| (.*) \|$", page, re.MULTILINE))


def test_what_annex_iv_asks_and_evidence_has(written: dict[str, str]) -> None:
    found = points(written["annex-iv"])
    gaps = [point for point, said in found.items() if "**Gap:**" in said]
    assert [point for point in found if point not in gaps] == [
        *("1(a) Intended purpose", "1(a) Version", "1(b) Interaction with other systems", "1(c) Versions of software"),
        *("2(a) Methods and third-party models", "2(b) Design choices and rationale", "2(b) What it is optimised for"),
        *("2(c) Architecture", "2(c) Computing resources", "2(d) Training data", "2(g) Validation and testing"),
        *("2(g) Test reports", "2(h) Attacks tried", "3 Capabilities and limitations", "3 Expected accuracy"),
        *("3 Foreseeable unintended outcomes", "4 Metrics used", "5 Decision on the risks", "5 Conditions"),
        "6 Changes",
    ]
    assert written["annex-iv"].split("\n")[2] == f"⚠️ **{len(gaps)} gaps to fill in**"
    checked = (
        "\nChecked on 1 December 2026: the points are those of the Act as published on 12 July 2024. Unchecked: later "
    )
    assert checked in written["annex-iv"]


def test_annex_iv_has_every_point_of_the_text(written: dict[str, str]) -> None:
    """As published in the Official Journal: 1(a) to (h), 2(a) to (h), and 3 to 9."""
    letters = [f"{number}({letter})" for number in (1, 2) for letter in "abcdefgh"]
    numbers = list(dict.fromkeys(point.split()[0] for point in points(written["annex-iv"])))
    assert numbers == [*letters, *"3456789"]


def test_the_summary_has_every_section_of_the_template(written: dict[str, str]) -> None:
    numbers = list(dict.fromkeys(point.split()[0] for point in points(written["training-summary"])))
    sources = ["2.1", "2.2.1", "2.2.2", "2.3", "2.4", "2.5", "2.6"]
    assert numbers == ["1", "1.1", "1.2", "1.3", *sources, "3.1", "3.2", "3.3"]


def test_what_the_summary_of_training_content_has(written: dict[str, str]) -> None:
    found = points(written["training-summary"])
    assert found["1.3 Size of the training data"] == "328 records"
    assert found["2.1 Publicly available data sets"] == "No source of this kind."
    assert found["2.4 Data of users"].startswith(
        f"Return and refund tickets, first half of 2026, rewritten: 82 records `{EVIDENCE}/training-data-manifest.yaml:"
    )
    assert found["2.3 Data crawled and scraped from the web"].startswith("⚠️ **Gap:** ")
    assert found["3.1 Reservations of rights (text and data mining)"].startswith("⚠️ **Gap:** ")


@pytest.mark.parametrize(
    ("kind", "without"),
    [
        ("annex-iv", {"1(b) Interaction with other systems", "4 Metrics used"}),  # keys of files; a sum of point 2(g)
        ("training-summary", {"1.3 Size of the training data", "3.3 Scans for personal data and secrets"}),  # of 2
    ],
)
def test_what_is_filled_in_can_be_followed(written: dict[str, str], kind: str, without: set[str]) -> None:
    """To the file of the evidence and its lines."""
    said = {
        point: text
        for point, text in points(written[kind]).items()
        if "**Gap:**" not in text and text != "No source of this kind."
    }
    assert {point for point, text in said.items() if f"`{EVIDENCE}/" not in text} == without


def source(name: str, text: str) -> Source:
    return Source(name, text.encode())


def test_the_gate_reads_its_own_bom(written: dict[str, str]) -> None:
    given = cyclonedx_reader.read(source("bom.json", written["cyclonedx"]))
    run = _document(Path("training-run.yaml"))
    assert {value.pointer: value.value for value in given.values} == {
        "/output/digest": run["output"]["digest"],
        "/base_model/id": run["base_model"]["id"],
        "/base_model/revision": run["base_model"]["revision"],
    }
    assert given.notes == ()
    assert (given.facts["model"], given.facts["version"]) == tuple(run["output"]["id"].split(":"))
    names = [row["name"] for row in given.facts["components"] if row["type"] == "framework"]
    assert names == list(run["environment"]["frameworks"])


def test_the_gate_reads_its_own_croissant(written: dict[str, str]) -> None:
    given = croissant_reader.read(source("croissant.json", written["croissant"]))
    files = [file for row in _document(Path("training-data-manifest.yaml"))["sources"] for file in row["files"]]
    assert given.facts["files"] == {file["path"]: file["digest"].removeprefix("sha256:") for file in files}
    assert given.facts["conforms_to"] == "http://mlcommons.org/croissant/1.0"
    document = json.loads(written["croissant"])
    assert re.fullmatch(r"2026\.10\.16\+[0-9a-f]{12}", document["version"])  # MAJOR.MINOR.PATCH, as the format asks
    assert document["citeAs"].endswith(f"version {document['version']}, 2026-10-16")


def _document(name: Path) -> dict[str, Any]:
    import yaml

    from tests.command import EXAMPLE

    found: dict[str, Any] = yaml.safe_load((EXAMPLE / EVIDENCE / name).read_text())
    return found


def test_equal_facts_give_equal_documents(example: Repo, written: dict[str, str]) -> None:
    again = json.loads(printed(example, "cyclonedx")[1])
    assert again == json.loads(written["cyclonedx"])
    example.write("note.txt", "another commit\n")
    example.commit()
    assert json.loads(printed(example, "cyclonedx")[1])["serialNumber"] != again["serialNumber"]


@pytest.mark.parametrize("kind", ["annex-iv", "training-summary"])
def test_an_outline_without_evidence_is_all_gaps(example: Repo, kind: str) -> None:
    for path in sorted((example.path / EVIDENCE).glob("*.yaml*")):
        path.unlink()
    example.commit()
    code, page, said = printed(example, kind)
    assert (code, said) == (0, "")
    found = points(page)
    known = {point for point, text in found.items() if "**Gap:**" not in text}
    # what the configuration itself says, and what git has of an earlier decision
    assert known <= {"1(b) Interaction with other systems", "6 Changes"}


@pytest.mark.parametrize("kind", ["cyclonedx", "croissant"])
def test_json_of_unreadable_evidence_is_an_error(example: Repo, kind: str) -> None:
    path = f"{EVIDENCE}/training-run.yaml"
    example.write(path, "model: [\n")
    example.commit()
    code, page, said = printed(example, kind)
    assert (code, page) == (2, "")
    assert said.startswith(f"error: {path}:2: there is nothing to write as {kind}: ")


def test_all_models_have_a_review_only(example: Repo) -> None:
    done = tunegate(example, "report", "--all", "--as", "cyclonedx")
    said = "error: --all and --as cyclonedx exclude each other\n  fix: Name one model.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
