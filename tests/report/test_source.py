"""Source lines in the reports: training records are redacted, and what is binary is not quoted."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.command import check
from tests.hostile import ADDRESS, PERSON, PHONE, assert_redacted, reports, said
from tests.repo import Repo


def test_a_record_is_redacted_where_its_line_is_quoted(example: Repo, tmp_path: Path) -> None:
    path = "data/train/returns-and-refunds.jsonl"
    lines = (example.path / path).read_text().split("\n")
    record = json.loads(lines[4])
    record["messages"][0]["content"] = f"I am {PERSON}, {ADDRESS}, {PHONE}"
    lines[4] = json.dumps(record)
    example.write(path, "\n".join(lines))
    example.commit("a record")
    found = reports(example, tmp_path, "check", "--base", "main~1", "--head", "HEAD")
    for text in found.values():
        assert_redacted(text)
    for format in ("text", "github", "markdown", "summary"):
        assert '5 | {"messages": [{"role": "user", "content": "I am Jane Roe, [address], [number]"}' in found[format]


CONFIG = "version: 1\nmodels:\n  m:\n    surfaces:\n      training_data: [data/**]\n"


def quoted(text: str) -> set[str]:
    """The source lines in a report."""
    return set(re.findall(r"^ +\d+ \| (.*)", text, re.MULTILINE))


def parquet(*rows: str) -> bytes:
    """Uncompressed and without a dictionary, so that the texts stand in the bytes."""
    target = io.BytesIO()
    table = pa.table({"prompt": list(rows), "completion": list(rows)})
    pq.write_table(table, target, compression="none", use_dictionary=False)
    assert rows[-1].encode() in target.getvalue()
    return target.getvalue()


@pytest.mark.parametrize("name", ["data/a.parquet", "data/a.txt", "data/a.jsonl"])
def test_what_is_binary_is_not_quoted(tmp_path: Path, name: str) -> None:
    """Whatever it is called."""
    repo = Repo(tmp_path / "repo")
    repo.write("tunegate.yaml", CONFIG)
    repo.write(name, parquet("a"))
    repo.commit()
    repo.write(name, parquet("a", f"{PERSON}, {ADDRESS}, {PHONE}"))
    repo.commit()
    for text in reports(repo, tmp_path, "check", "--base", "main~1", "--head", "HEAD").values():
        assert "training_data" in text
        assert_redacted(text)
        assert ("PAR1" in text, "\ufffd" in text) == (False, False)
        assert quoted(text) <= set(CONFIG.split("\n"))


@pytest.mark.parametrize(
    ("data", "is_quoted"),
    [
        (b"PAR1", False),
        (b"plain\n", True),
        (b"with\0nul\n", False),
        (b"latin \xe9\n", False),
        (b"bell \a and backspace \b\n", False),
        ("esc \x1b[31m and \u202e\n".encode(), True),
    ],
)
def test_which_bytes_are_text(tmp_path: Path, data: bytes, is_quoted: bool) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("tunegate.yaml", CONFIG)
    repo.write("data/a", b"before\n")
    repo.commit()
    repo.write("data/a", data)
    repo.commit()
    text = said(check(repo, "--base", "main~1", "--head", "HEAD"))
    assert bool(quoted(text) - set(CONFIG.split("\n"))) == is_quoted
