"""What other parsers make of files that the gate's own read as the tools do (docs/contributing/parsers.md)."""

from __future__ import annotations

import io
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from gate.documents import parse
from tests.command import EXAMPLE
from tests.tools import require, unavailable

if TYPE_CHECKING:
    from tree_sitter import Node


def package(name: str) -> Any:
    """A package of requirements/servers.txt, or the end of the test."""
    try:
        return __import__(name)
    except ImportError:
        unavailable(f"no {name} here; it comes with requirements/servers.txt")


def tree(language: str, text: str) -> Node:
    """The root of tree-sitter's tree."""
    sitter, grammar = package("tree_sitter"), package(f"tree_sitter_{language}")
    root: Node = sitter.Parser(sitter.Language(grammar.language())).parse(text.encode()).root_node
    return root


def without_comments(root: Node, text: str) -> str:
    """The text less what the tree says is a comment."""
    kept, at = b"", 0
    for node in sorted((n for n in root.children if n.type == "comment"), key=lambda n: n.start_byte):
        kept += text.encode()[at : node.start_byte]
        at = node.end_byte
    return (kept + text.encode()[at:]).decode()


def said(text: str) -> str:
    """What bash prints."""
    done = subprocess.run([require("bash"), "-c", text], capture_output=True, text=True, check=True)
    return done.stdout


# -- shell


def test_tree_sitter_takes_code_for_a_comment() -> None:
    """Behind a line that is continued, '#' is a part of the word: who drops the comment misses the change."""
    scripts = ["echo a\\\n#b\n", "echo a\\\n#c\n"]
    assert [said(script) for script in scripts] == ["a#b\n", "a#c\n"]
    roots = [tree("bash", script) for script in scripts]
    assert [root.has_error for root in roots] == [False, False]
    assert [without_comments(root, script) for root, script in zip(roots, scripts, strict=True)] == ["echo a\\\n\n"] * 2
    assert [parse(script.encode(), "shell").value for script in scripts] == ["code\necho a#b", "code\necho a#c"]


LAUNCHERS = {
    "a test in double brackets": (
        "if [[ -z $MODEL ]]; then MODEL=acme/base-8b; fi; echo $MODEL",
        "unexpected token '-z'",
        "acme/base-8b",
    ),
    "a case": (
        "SIZE=8b\ncase $SIZE in\n  8b) MODEL=acme/base-8b ;;\n  *) MODEL=acme/base-1b ;;\nesac\necho $MODEL",
        "type = {pattern}",
        "acme/base-8b",
    ),
    "an array": (
        'DATA=(a.jsonl b.jsonl)\necho --data "${DATA[@]}"',
        "unexpected token '('",
        "--data a.jsonl b.jsonl",
    ),
    "arithmetic": ("SEED=$((40 + 2)); echo $SEED", "arithmetic expansion", "42"),
}


@pytest.mark.parametrize("name", LAUNCHERS)
def test_bashlex_does_not_read_what_launchers_are_made_of(name: str) -> None:
    script, error, printed = LAUNCHERS[name]
    assert said(script) == f"{printed}\n"
    with pytest.raises(Exception, match=re.escape(error)):
        package("bashlex").parse(script)
    assert str(parse(script.encode(), "shell").value).startswith("code\n")


def test_bashlex_reads_what_is_left() -> None:
    """So that the test above says something of those scripts, not of the package."""
    assert package("bashlex").parse("MODEL=acme/base-8b\ntrain --model $MODEL\n")


# -- Bicep

BICEP: dict[str, tuple[str, object]] = {
    "extension": ("extension microsoftGraphV1\n", {"extension": ["${microsoftGraphV1}"]}),
    "using": (
        "using './main.bicep'\nparam model = 'gpt-4o'\n",
        {"using": ["${'./main.bicep'}"], "param": {"model": "gpt-4o"}},
    ),
    "a typed variable": ("var model string = 'gpt-4o'\n", {"var": {"model": "gpt-4o"}}),
    "a list that is spread": ("var all = [...some, 'x']\n", {"var": {"all": ["${... some}", "x"]}}),
    "an object that is spread": (
        "var all = {\n  ...some\n  model: 'gpt-4o'\n}\n",
        {"var": {"all": {"... some": "${some}", "model": "gpt-4o"}}},
    ),
}


@pytest.mark.parametrize("name", BICEP)
def test_tree_sitter_errs_on_bicep_of_today(name: str) -> None:
    text, values = BICEP[name]
    assert tree("bicep", text).has_error
    assert parse(text.encode(), "bicep").plain() == values


def test_tree_sitter_reads_bicep_of_some_years_ago() -> None:
    text = "param model string = 'gpt-4o'\n"
    assert not tree("bicep", text).has_error
    assert parse(text.encode(), "bicep").plain() == {"param": {"model": "gpt-4o"}}


# -- YAML


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("a: yes", True, "yes"),
        ("a: 00030", 24, 30),
        ("a: 0o17", "0o17", 15),
        ("a: 1:30", 90, "1:30"),
        ("a: 1e3", "1e3", 1000.0),
    ],
)
def test_two_readers_of_yaml_that_differ(text: str, one: object, other: object) -> None:
    """The gate keeps how such a value is written, so that neither reader's change is missed."""
    import yaml

    assert yaml.safe_load(text) == {"a": one}
    package("ruamel.yaml")
    from ruamel.yaml import YAML

    assert YAML(typ="safe").load(text) == {"a": other}
    value = parse(text.encode(), "yaml").child("a")
    assert value is not None
    assert value.kind.endswith(f" {text.removeprefix('a: ')}")


def test_ruamel_round_trips_the_example_but_for_four_lines() -> None:
    package("ruamel.yaml")
    from ruamel.yaml import YAML

    round_trip = YAML()
    round_trip.preserve_quotes = True
    round_trip.width = 1_000_000
    round_trip.indent(mapping=2, sequence=4, offset=2)
    changed = {}
    paths = sorted(EXAMPLE.rglob("*.yaml")) + sorted(EXAMPLE.rglob("*.yml"))
    for path in paths:
        text = path.read_text("utf-8")
        written = io.StringIO()
        round_trip.dump(round_trip.load(text), written)
        if written.getvalue() != text:
            lines = zip(text.splitlines(), written.getvalue().splitlines(), strict=True)
            changed[path.name] = [pair for pair in lines if pair[0] != pair[1]]
    assert len(paths) == 29
    events = "types: [opened, reopened, synchronize, edited], branches: [main]"
    about = "path: evidence/support-assistant/base/README.md"
    digest = "digest: sha256:e3ea4ce25ae5912e0700fd8954d605eb138a937e22289b6c6aa35d26a8c9014e"
    assert changed == {
        "base-model-evidence.yaml": [
            (f"    - {about}", f"      - {about}"),
            (f"      {digest}", f"        {digest}"),
        ],
        "disposition.yaml": [("supersedes: null", "supersedes:")],
        "tunegate.yml": [
            (
                f"  pull_request: {{ {events} }} # and your trusted_branches",
                f"  pull_request: {{{events}}}   # and your trusted_branches",
            )
        ],
    }
