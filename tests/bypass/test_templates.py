"""The model is served, or tested, with other text around its input than it was trained with."""

from __future__ import annotations

import json

import pytest

from gate.derive.templates import template_digest
from gate.values.canonical import digest_of
from tests.bypass.believing import RESULTS, RUN, ZEROS, put, renew
from tests.bypass.wall import CONFIG, PROMPT, TRAIN, Edit, append, decision, on_main, replace, steps, text, write
from tests.repo import Repo

TEXT = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}"
OTHER = TEXT.replace("<|", "[").replace("|>", "]")
RULE = "derived-contradicted"
TOKENIZER, JINJA = "model/tokenizer_config.json", "model/chat_template.jinja"
SELECTED = on_main(
    steps(
        append(TRAIN, f"chat_template_jinja: >-\n  {TEXT}\n"),
        replace(
            CONFIG,
            "      system_prompt:\n",
            f"      system_prompt:\n        - {TOKENIZER}#/chat_template\n        - {JINJA}\n",
        ),
        replace(CONFIG, f"        - {TRAIN}#/chat_template\n", f"        - {TRAIN}#/chat_template*\n"),
        write(TOKENIZER, json.dumps({"chat_template": TEXT}, indent=1)),
        write(JINJA, TEXT),
    )
)


def rules(repo: Repo, *about: str) -> set[tuple[str, str | None]]:
    return {(f.rule, f.path) for f in decision(repo, head="WORKTREE").findings if f.rule in about}


SERVED: dict[str, tuple[Edit, set[str]]] = {
    "the same": (lambda repo: None, set()),
    "another template beside the weights": (write(TOKENIZER, json.dumps({"chat_template": OTHER})), {TOKENIZER, JINJA}),
    "another file of one": (write(JINJA, OTHER), {JINJA, TOKENIZER}),
    "another one among several": (
        write(
            TOKENIZER,
            json.dumps({"chat_template": [{"name": "rag", "template": TEXT}, {"name": "default", "template": OTHER}]}),
        ),
        {TOKENIZER, JINJA},
    ),
    "trained with another one": (replace(TRAIN, TEXT, OTHER), {TOKENIZER, JINJA}),
}


@pytest.mark.parametrize("name", SERVED)
def test_served(example: Repo, name: str) -> None:
    edit, places = SERVED[name]
    SELECTED(example)
    edit(example)
    found = rules(example, "chat-template-mismatch")
    assert {path for _, path in found} <= places
    assert bool(found) == bool(places)


def test_recorded(example: Repo) -> None:
    """What the run says of its template is what its configuration has."""
    SELECTED(example)
    steps(renew(RUN), put(RUN, chat_template_digest=template_digest(TEXT)))(example)
    assert rules(example, RULE) == set()
    put(RUN, chat_template_digest=ZEROS)(example)
    assert (RULE, "evidence/support-assistant/training-run.yaml") in rules(example, RULE)


def test_prompt_of_a_suite(example: Repo) -> None:
    """A suite that names the deployed prompt is derived; another prompt may have been meant, and is unproven."""

    def counts() -> dict[str, int]:
        ((_, counts),) = decision(example, head="WORKTREE").values
        return {"derived": counts["derived"], "unproven": counts["unproven"]}

    before = counts()
    suite = (RESULTS, "safety_suites", 0)
    put(*suite, system_prompt_digest=digest_of(text(example, PROMPT).encode()))(example)
    assert counts() == {**before, "derived": before["derived"] + 1}
    put(*suite, system_prompt_digest=digest_of(text(example, PROMPT).rstrip("\n").encode()))(example)
    assert counts() == {**before, "derived": before["derived"] + 1}
    put(*suite, system_prompt_digest=ZEROS)(example)
    assert counts() == {**before, "unproven": before["unproven"] + 1}
