"""The pull request changes training data, or a prompt, in a way that is hard to see."""

from __future__ import annotations

import hashlib

import pytest

from tests.bypass.wall import (
    DATA,
    PROMPT,
    TRAIN,
    Edit,
    Outcome,
    append,
    attempt,
    blocked,
    changed,
    move,
    on_main,
    recode,
    refused,
    remove,
    replace,
    steps,
    swap,
    text,
    unreviewed,
    write,
)
from tests.command import EVIDENCE
from tests.repo import Repo

MORE = "data/train/more.jsonl"
RECORDS = '{"n": 1, "text": "caf\\u00e9"}\n{"n": 2, "text": "b"}\n'
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"


def records(old: str, new: str) -> Edit:
    return steps(on_main(write(MORE, RECORDS)), replace(MORE, old, new))


def pointed(repo: Repo, tail: str = "", between: str = "") -> None:
    """Put a Git LFS pointer that names the reviewed bytes in their place, and something beside."""
    data = (repo.path / DATA).read_bytes()
    pointer = POINTER.format(hashlib.sha256(data).hexdigest(), len(data))
    repo.write(DATA, pointer.replace("oid ", between + "oid ") + tail)


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "one more record": (append(DATA, '{"messages": []}\n'), changed("training_data", (DATA, 88))),
    "one more file": (write(MORE, RECORDS), changed("training_data", ("data/train/more.jsonl", 1))),
    "a file less": (remove(DATA), changed("training_data", (DATA, None))),
    "an empty file": (write(DATA, ""), changed("training_data", (DATA, None))),
    "two files exchanged": (
        swap(DATA, "data/train/warranty-and-care.jsonl"),
        changed(
            "training_data",
            (DATA, None),
            (DATA, 1),
            ("data/train/warranty-and-care.jsonl", None),
            ("data/train/warranty-and-care.jsonl", 1),
        ),
    ),
    "a file under another name": (
        move(DATA, "data/train/zoundaries.jsonl"),
        changed("training_data", ("data/train/zoundaries.jsonl", 1)),
    ),
    "a file moved out of the glob": (
        move(DATA, "data/boundaries.jsonl"),
        changed("training_data", (DATA, None)) | unreviewed(("data/boundaries.jsonl", 1)),
    ),
    "a file that no glob finds": (
        move(DATA, "data/train/boundaries.jsonl.bak"),
        changed("training_data", (DATA, None)),
    ),
    "records in another order": (
        lambda repo: repo.write(DATA, "".join(reversed(text(repo, DATA).splitlines(keepends=True)))),
        changed("training_data", (DATA, 1)),
    ),
    "a record without its escape": (
        records("caf\\u00e9", "caf\u00e9"),
        changed("training_data", ("data/train/more.jsonl", 1)),
    ),
    "a number in another form": (
        records('"n": 1', '"n": 1.0'),
        changed("training_data", ("data/train/more.jsonl", None), ("data/train/more.jsonl", 1)),
    ),
    "a key twice": (
        records('"n": 1', '"n": 2, "n": 1'),
        changed("training_data", ("data/train/more.jsonl", None), ("data/train/more.jsonl", 1)),
    ),
    "a key in another place": (
        records('"n": 1, "text": "caf\\u00e9"', '"text": "caf\\u00e9", "n": 1'),
        changed("training_data", ("data/train/more.jsonl", 1)),
    ),
    "blanks in a record": (records('"n": 2, ', '"n": 2,  '), changed("training_data", ("data/train/more.jsonl", 2))),
    "a carriage return": (records("}\n{", "}\r\n{"), changed("training_data", ("data/train/more.jsonl", 1))),
    "no line end": (records('"b"}\n', '"b"}'), changed("training_data", ("data/train/more.jsonl", 1))),
    "an empty line": (records("}\n{", "}\n\n{"), changed("training_data", ("data/train/more.jsonl", 1))),
    "a byte-order mark": (records('{"n": 1', '\ufeff{"n": 1'), changed("training_data", ("data/train/more.jsonl", 1))),
    "a composed letter": (
        records("caf\\u00e9", "cafe\u0301"),
        changed("training_data", ("data/train/more.jsonl", None), ("data/train/more.jsonl", 1)),
    ),
    "a NUL": (append(DATA, "\0\n"), changed("training_data", (DATA, 88))),
    "a pointer of Git LFS to other data": (
        write(DATA, POINTER.format("0" * 64, 5)),
        changed("training_data", (DATA, 1))
        | blocked(("records-uncounted", f"{EVIDENCE}/training-data-manifest.yaml", 1)),
    ),
    "a pointer with records behind": (
        lambda repo: pointed(repo, '{"messages": []}\n'),
        changed("training_data", (DATA, None), (DATA, 1)),
    ),
    "a pointer with records inside": (
        lambda repo: pointed(repo, between='{"messages": []}\n'),
        changed("training_data", (DATA, None), (DATA, 1)),
    ),
    "a pointer with a second one": (
        lambda repo: pointed(repo, POINTER.format("0" * 64, 5)),
        changed("training_data", (DATA, None), (DATA, 1)),
    ),
    "a prompt as a pointer of Git LFS": (
        write(PROMPT, POINTER.format("0" * 64, 5)),
        changed("system_prompt", (PROMPT, 1)),
    ),
    "a data set more in the recipe": (
        replace(TRAIN, "\ndatasets:\n", "\ndatasets:\n  - path: data/eval/holdout.jsonl\n    type: chat_template\n"),
        changed("training_data", (TRAIN, 27)),
    ),
    "a word of the prompt": (append(PROMPT, "Unless it is small.\n"), changed("system_prompt", (PROMPT, 57))),
    "a zero-width space in the prompt": (append(PROMPT, "\u200b"), changed("system_prompt", (PROMPT, 57))),
    "a homoglyph in the prompt": (
        lambda repo: repo.write(PROMPT, text(repo, PROMPT).replace("a", "\u0430", 1)),
        changed("system_prompt", (PROMPT, 1)),
    ),
    "a composed letter in the prompt": (
        steps(on_main(append(PROMPT, "caf\u00e9\n")), replace(PROMPT, "\u00e9", "e\u0301")),
        changed("system_prompt", (PROMPT, 57)),
    ),
    "a bidirectional control in the prompt": (append(PROMPT, "\u202e\u2066\n"), changed("system_prompt", (PROMPT, 57))),
    "a tag character in the prompt": (append(PROMPT, "\U000e0041\n"), changed("system_prompt", (PROMPT, 57))),
    "a carriage return in the prompt": (
        lambda repo: repo.write(PROMPT, text(repo, PROMPT).replace("\n", "\r\n", 1)),
        changed("system_prompt", (PROMPT, 1)),
    ),
    "a blank at a line's end of the prompt": (
        lambda repo: repo.write(PROMPT, text(repo, PROMPT).replace("\n", " \n", 1)),
        changed("system_prompt", (PROMPT, 1)),
    ),
    "no line end at the prompt's end": (
        lambda repo: repo.write(PROMPT, text(repo, PROMPT).rstrip("\n")),
        changed("system_prompt", (PROMPT, 56)),
    ),
    "a form feed in the prompt": (append(PROMPT, "\f\n"), changed("system_prompt", (PROMPT, 57))),
    "a prompt in another encoding": (append(PROMPT, b"caf\xe9\n"), changed("system_prompt", (PROMPT, 1))),
    "a prompt in UTF-16": (recode(PROMPT, "utf-16"), changed("system_prompt", (PROMPT, 1))),
    "a prompt with a byte-order mark": (recode(PROMPT, "utf-8-sig"), changed("system_prompt", (PROMPT, 1))),
    "a prompt with a control": (append(PROMPT, "\x02\n"), changed("system_prompt", (PROMPT, 1))),
    "a prompt that is a PDF": (write(PROMPT, "%PDF-1.4\nevil\n"), changed("system_prompt", (PROMPT, 1))),
    "a prompt that is binary": (append(PROMPT, "\0\n"), changed("system_prompt", (PROMPT, 1))),
    "a prompt too large": (
        append(PROMPT, "x" * (16 << 20)),
        refused("undecided", PROMPT, None, "the file has more than 16,777,216 bytes", 3),
    ),
    "a prompt of one long line": (append(PROMPT, "eyJaaaaaaaaaa-" * 100_000), changed("system_prompt", (PROMPT, 57))),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
