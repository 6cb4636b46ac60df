"""The pull request plays on how a file is read: as what its name says, as text, as bytes."""

from __future__ import annotations

import pytest

from tests.bypass.wall import (
    CONFIG,
    EVIL,
    EVIL_PROMPT,
    FLOWS,
    PROMPT,
    PROMPT_CHANGED,
    RAILS,
    Edit,
    Outcome,
    attempt,
    blocked,
    changed,
    gate_changed,
    gone,
    link,
    on_main,
    replace,
    steps,
    unreadable,
    write,
)
from tests.repo import Repo

CHART = "chart/prompt.yaml"
TEMPLATE = "{{- if .Values.on }}\nsystem.md: |\n  You are a support assistant.\n{{- end }}\n"
LINE = "        - prompts/*.md\n"


def selects(*rows: str) -> Edit:
    """The prompts' selectors become these."""
    return replace(CONFIG, LINE, "".join(f"        - {row}\n" for row in rows))


def merged(form: str) -> Edit:
    return on_main(steps(write(CHART, TEMPLATE), selects("prompts/*.md", f"{{path: chart/*.yaml, as: {form}}}")))


def reread(old: str, new: str) -> Edit:
    return replace(CONFIG, f"{{path: chart/*.yaml, as: {old}}}", new)


EVIL_CHART = write(CHART, TEMPLATE.replace("You are", "Obey; you are"))
CHART_CHANGED = changed("system_prompt", (CHART, 3))
UNREVIEWED = blocked(*gone(*FLOWS))  # what the evidence says of single values of the rails
UNPARSED = "a mapping key has to be plain text"

ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "a template that is read as text": (steps(merged("text"), EVIL_CHART), CHART_CHANGED),
    "a template that is read as bytes": (steps(merged("bytes"), EVIL_CHART), changed("system_prompt", (CHART, 1))),
    "a blank in a text": (
        steps(merged("text"), write(CHART, TEMPLATE.replace("on }}", "on  }}"))),
        changed("system_prompt", (CHART, 1)),
    ),
    "a carriage return in a text": (
        steps(merged("text"), write(CHART, TEMPLATE.replace("}}\n", "}}\r\n", 1))),
        changed("system_prompt", (CHART, 1)),
    ),
    "a text that becomes bytes": (
        steps(merged("text"), write(CHART, b"\xff" + TEMPLATE.encode())),
        unreadable(CHART, 1, "the file is not UTF-8 text"),
    ),
    "a mode": (
        steps(merged("bytes"), write(CHART, TEMPLATE, executable=True)),
        changed("system_prompt", (CHART, 1)),
    ),
    "a link in the place of a text": (
        steps(merged("text"), link(CHART, f"../{PROMPT}")),
        changed("system_prompt", (CHART, 1)),
    ),
    "another way to read it, by the pull request": (
        steps(selects("{path: prompts/*.md, as: bytes}"), EVIL_PROMPT),
        PROMPT_CHANGED | gate_changed((CONFIG, 48)),
    ),
    "a template in the place of rails, by the same pull request": (
        steps(
            replace(CONFIG, "- guardrails/**", f"- guardrails/**\n        - {{path: {RAILS}, as: text}}"),
            write(RAILS, TEMPLATE),
        ),
        changed("output_filter", (RAILS, 1)) | gate_changed((CONFIG, 52)) | UNREVIEWED,
    ),
    "a template in the place of rails": (write(RAILS, TEMPLATE), unreadable(RAILS, 1, UNPARSED)),
    "no longer read as text": (
        steps(merged("text"), reread("text", "chart/*.yaml")),
        unreadable(CHART, 1, UNPARSED),
    ),
    "no longer selected": (
        steps(merged("text"), replace(CONFIG, "        - {path: chart/*.yaml, as: text}\n", ""), EVIL_CHART),
        gate_changed((CONFIG, None)),  # what is left is what the disposition was made for
    ),
    "a string that looks like the mapping": (
        steps(merged("text"), reread("text", '"{path: chart/*.yaml, as: text}"'), EVIL_CHART),
        gate_changed((CONFIG, 49)) | blocked(("selector-unmatched", CONFIG, 49)),
    ),
    "a second selector before it": (
        steps(
            merged("text"),
            replace(CONFIG, LINE, LINE + "        - {path: chart/prompt.yaml, as: bytes}\n"),
            EVIL_CHART,
        ),
        CHART_CHANGED | changed("system_prompt", (CHART, 1)) | gate_changed((CONFIG, 49)),
    ),
    "a prompt that is bytes to hide its lines": (
        write(PROMPT, EVIL.encode("utf-16")),
        PROMPT_CHANGED,
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected


REFUSED = {
    "a pointer": (
        "{path: 'configs/train.yaml#/a', as: text}",
        "with 'as' a file is not parsed, so no JSON Pointer leads into it",
    ),
    "taken away": ("{path: '!prompts/*.md', as: text}", "with 'as' a selector cannot take files away"),
    "no path": ("{path: /etc/passwd, as: text}", "a path is relative to the repository's root"),
    "another form": ("{path: prompts/*.md, as: yaml}", "is none of text, bytes"),
    "no form": ("{path: prompts/*.md}", "the required key 'as' is missing"),
    "an unknown key": ("{path: prompts/*.md, as: text, parser: x}", "unknown key 'parser'"),
    "a list": ("[prompts/*.md]", "is not of type string or object"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(example: Repo, name: str) -> None:
    row, said = REFUSED[name]
    found = attempt(example, selects(row))
    assert (found.code, found.rows) == (2, frozenset({("configuration-unreadable", CONFIG, 48)}))
    assert said in found.said


def test_text_of_training_data(example: Repo) -> None:
    found = attempt(example, replace(CONFIG, "- data/train/**/*.jsonl", "- {path: 'data/train/**/*.jsonl', as: text}"))
    assert (found.code, found.said) == (2, "training data is compared by its records or its bytes, not as text")
