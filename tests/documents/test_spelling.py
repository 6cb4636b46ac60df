"""A selected flag by other words: what argparse, getopt_long and others take for it."""

from __future__ import annotations

import argparse

import pytest

from gate.documents import parse, pointer_of
from gate.documents.select import select

FLAG = ("--guardrails_config",)


def found(text: str, format: str = "shell", pattern: tuple[str, ...] = FLAG) -> dict[str, object]:
    node = parse(text.encode(), format)
    return {
        pointer_of(at): leaf.value for tokens, chosen in select(node, pattern) for at, leaf in chosen.leaves(tokens)
    }


ALONE = {"/--guardrails_config": "a.yml"}


@pytest.mark.parametrize(
    "text",
    [
        "serve --guardrails-config a.yml",
        "serve --guardrails_config=a.yml",
        "serve --guardrails-config a.yml --guardrails_config_dir x --max 3 -x",
        "serve --guardrails-config=a.yml -- x",
        "git -c a=b -- x\nserve --guardrails-config a.yml",
        "mkdir -g x\nserve --guardrails-config a.yml",
        "curl -d @body x\nserve --guardrails-config a.yml",
        "serve --guardrails-config a.yml  # --guardrails-conf=b.yml",
    ],
)
def test_written_in_full(text: str) -> None:
    assert found(text) == ALONE


LEAD = "/--guardrails_config"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "serve --guardrails-config a.yml --guardrails-conf=b.yml",
            {f"{LEAD}/0/--guardrails_config": "a.yml", f"{LEAD}/1/--guardrails_conf": "b.yml"},
        ),
        (
            "serve --guardrails-conf b.yml --guardrails-config a.yml",
            {f"{LEAD}/0/--guardrails_conf": "b.yml", f"{LEAD}/1/--guardrails_config": "a.yml"},
        ),
        ("serve --g=b.yml", {f"{LEAD}/0/--g": "b.yml"}),
        ("serve --guardrails b.yml", {f"{LEAD}/0/--guardrails": "b.yml"}),
        ("serve --GUARDRAILS b.yml", {}),
        (
            "serve --guardrails-config a.yml --no-guardrails-config",
            {f"{LEAD}/0/--guardrails_config": "a.yml", f"{LEAD}/1/--no_guardrails_config": True},
        ),
        (
            "serve --guardrails-config a.yml --noguardrails-config",
            {f"{LEAD}/0/--guardrails_config": "a.yml", f"{LEAD}/1/--noguardrails_config": True},
        ),
        (
            "serve --guardrails-config a.yml --no-guard",
            {f"{LEAD}/0/--guardrails_config": "a.yml", f"{LEAD}/1/--no_guard": True},
        ),
        (
            "serve --guardrails-config a.yml -g b.yml",
            {f"{LEAD}/0/--guardrails_config": "a.yml", f"{LEAD}/1/-g": "b.yml"},
        ),
        (
            "serve --guardrails-config a.yml -gb.yml",
            {f"{LEAD}/0/--guardrails_config": "a.yml", f"{LEAD}/1/-gb.yml": True},
        ),
        (
            "serve --guardrails-config a.yml -guardrails-config=b.yml",
            {f"{LEAD}/0/--guardrails_config": "a.yml", f"{LEAD}/1/-guardrails_config": "b.yml"},
        ),
        (
            "serve @more.txt --guardrails-config a.yml",
            {f"{LEAD}/0/@": "@more.txt", f"{LEAD}/1/--guardrails_config": "a.yml"},
        ),
        (
            "serve --guardrails-config a.yml --verbose @more.txt",
            {f"{LEAD}/0/--guardrails_config": "a.yml", f"{LEAD}/1/@": "@more.txt"},
        ),
        (
            "serve --guardrails-config a.yml --flagfile=more.txt",
            {f"{LEAD}/0/--guardrails_config": "a.yml", f"{LEAD}/1/--flagfile": "more.txt"},
        ),
        (
            "serve -- --guardrails-config a.yml",
            {f"{LEAD}/0/--": True, f"{LEAD}/1/--guardrails_config": "a.yml"},
        ),
        (
            "serve --guardrails-config a.yml --guardrails-conf '*'",
            {f"{LEAD}/0/--guardrails_config": "a.yml", f"{LEAD}/1/--guardrails_conf '*'": "*"},
        ),
        ("serve --guardrails-config a --guardrails-config b", {f"{LEAD}/0": "a", f"{LEAD}/1": "b"}),
    ],
)
def test_written_otherwise(text: str, expected: dict[str, object]) -> None:
    assert found(text) == expected
    listed = "args:\n" + "".join(f"- {word!r}\n" for word in text.replace("'", "").split())
    if "'" not in text and "--" in text.replace(" -- ", " "):
        assert found(listed, "yaml", ("args", *FLAG)) == {f"/args{at}": value for at, value in expected.items()}


def test_every_beginning_that_argparse_takes() -> None:
    """Beside a flag of another beginning each is the flag, and counts."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("--guardrails_config")
    parser.add_argument("--max")
    name = "--guardrails_config"
    for length in range(len("--g"), len(name)):
        assert parser.parse_args([f"{name}=a.yml", f"{name[:length]}=b.yml"]).guardrails_config == "b.yml"
        assert found(f"serve {name}=a.yml {name[:length]}=b.yml") != found(f"serve {name}=a.yml")


def test_a_flag_that_is_switched_off() -> None:
    off = ("--no_guard",)
    assert found("serve --no-guard", pattern=off) == {"/--no_guard": True}
    assert found("serve --no-guard --guard", pattern=off) == {
        "/--no_guard/0/--no_guard": True,
        "/--no_guard/1/--guard": True,
    }


def test_keys_of_a_mapping() -> None:
    text = "x:\n  --guardrails-config: a.yml\n  --guardrails_config: b.yml\n"
    assert found(text, "yaml", ("x", *FLAG)) == {"/x/--guardrails_config": "b.yml"}
