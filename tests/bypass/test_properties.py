"""What holds for every input: parsers end, comparison is complete, commands are escaped as the runner reads them."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.documents import DocumentError, parse
from gate.report.formats.github import escape_data, escape_property
from gate.surfaces.compare import compare
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import Element, State
from gate.values.redact import redact, redact_record
from gate.values.text import Lines, log_safe, visible
from tests.command import EXAMPLE

FORMATS = "yaml json toml python notebook shell colang frontmatter modelfile bicep dockerfile".split()
FILES = {
    "configs/train.yaml": "yaml",
    "guardrails/config.yml": "yaml",
    "guardrails/rails.co": "colang",
    "prompts/system.md": "frontmatter",
    "evidence/support-assistant/disposition.yaml": "yaml",
}
BYTES = {name: (Path(EXAMPLE) / name).read_bytes() for name in FILES}
PIECES = b"""{ [ - &a *a <<: !! \x00 \xff \xef\xbb\xbf \r \xc2\x85 ' # \\ --- ... %YAML ? | > 1e999 $( << EOF if def"""
HOSTILE = st.sampled_from([*PIECES.split(b" "), b'"""', b"\n", b"\n  ", b"\t", b" "])
FAST = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def reads(data: bytes, format: str) -> None:
    """It parses, or it says why not and where, and in no other way."""
    with suppress(DocumentError):
        found = parse(data, format)
        canonical_json(found.plain())  # no value that JSON does not know
        for tokens, leaf in found.leaves():
            assert leaf.line <= leaf.end_line
            found.kinds(tokens)


@FAST
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")),
    st.sampled_from(FORMATS),
)
def test_parsers_end_on_anything(data: bytes, format: str) -> None:
    reads(data, format)


@FAST
@given(st.lists(HOSTILE, max_size=40).map(b"".join), st.sampled_from(FORMATS))
def test_parsers_end_on_hostile_pieces(data: bytes, format: str) -> None:
    reads(data, format)


@FAST
@given(st.sampled_from(sorted(FILES)), st.integers(0, 4000), st.integers(0, 20), HOSTILE | st.binary(max_size=8))
def test_parsers_end_on_a_damaged_file(name: str, at: int, cut: int, more: bytes) -> None:
    data = BYTES[name]
    at = min(at, len(data))
    reads(data[:at] + more + data[at + cut :], FILES[name])


# -- comparison

KEYS = st.sampled_from(
    ["a.md", "b.md", "c.yaml", "c.yaml#/x", "c.yaml#/x/0", "c.yaml#/x/1", "c.yaml#/y/0/name", "d.py"]
)
SURFACE = st.sampled_from(["system_prompt", "training_recipe"])


@st.composite
def states(draw: st.DrawFn) -> State:
    rows: dict[tuple[str, str], Element] = {}
    for surface, key, value in draw(st.lists(st.tuples(SURFACE, KEYS, st.integers(0, 2)), max_size=8)):
        path = key.partition("#")[0]
        mode = None if "#" in key else "100644"
        digest = digest_of(canonical_json(value))
        rows[surface, key] = Element(surface, key, "text", digest, mode, value, True, path=path, line=1, end_line=1)
    return State("m", ("system_prompt", "training_recipe"), tuple(rows.values()))


@FAST
@given(states())
def test_comparison_with_itself_finds_nothing(state: State) -> None:
    assert compare(state, state) == []
    assert compare(state, State.from_document(state.document)) == []


@FAST
@given(states(), states())
def test_comparison_finds_something_where_states_differ(one: State, other: State) -> None:
    assert (compare(one, other) == []) == (one.digest == other.digest)


@FAST
@given(states(), states())
def test_comparison_the_other_way_round(one: State, other: State) -> None:
    """The same surfaces changed, and what came one way goes the other way."""
    there, back = compare(one, other), compare(other, one)
    assert {c.surface for c in there} == {c.surface for c in back}
    turned = {"added": "removed", "removed": "added"}
    whole = {(c.key, turned[c.change]) for c in there if c.change in turned and "#" not in c.key}
    assert whole == {(c.key, c.change) for c in back if c.change in turned and "#" not in c.key}


@FAST
@given(states(), st.data())
def test_any_other_digest_is_a_change(state: State, data: st.DataObject) -> None:
    if state.elements:
        index = data.draw(st.integers(0, len(state.elements) - 1))
        rows = list(state.elements)
        rows[index] = replace(rows[index], digest=digest_of(b"other"))
        assert compare(state, State(state.model, state.surfaces, tuple(rows))) != []


# -- what a runner reads

COMMAND = re.compile(r"^::error file=([^,:]*),title=([^,:]*)::(.*)$")


def unescaped(text: str, *, of_property: bool) -> str:
    """As the runner takes it back (ActionCommand.cs): the percent sign last."""
    pairs = [("%0D", "\r"), ("%0A", "\n"), *([("%3A", ":"), ("%2C", ",")] if of_property else []), ("%25", "%")]
    for escape, char in pairs:
        text = text.replace(escape, char)
    return text


NASTY = st.text(alphabet=st.sampled_from("%:,\r\n a0D2C5A3[]#") | st.characters(), max_size=60)


@FAST
@given(NASTY, NASTY, NASTY)
def test_commands_are_read_back_as_they_were_meant(path: str, title: str, message: str) -> None:
    line = f"::error file={escape_property(path)},title={escape_property(title)}::{escape_data(message)}"
    assert len(line.split("\n")) == len(line.split("\r")) == 1
    found = COMMAND.match(line)
    assert found is not None
    assert unescaped(found[1], of_property=True) == visible(path)
    assert unescaped(found[2], of_property=True) == visible(title)
    assert unescaped(found[3], of_property=False) == message


@FAST
@given(
    st.lists(st.sampled_from(["::", "##[", " ", "\t", "\n", "error", "]", ":", "#", "set-output name=a::b"])).map(
        "".join
    )
)
def test_log_holds_no_command(text: str) -> None:
    safe = log_safe(text)
    assert "##[" not in safe
    assert not any(line.lstrip().startswith("::") for line in safe.split("\n"))


@FAST
@given(
    st.sampled_from(
        [
            "a",
            "eyJaaaaaaaaaa-",
            "-----BEGIN ",
            "api_",
            "x://",
            "a@",
            "1 ",
            "sk-",
            "sk-a1-",
            "a@1.",
            "ab.",
            "0a",
            "##",
            "::",
        ]
    ),
    st.integers(1, 4000),
)
def test_redaction_ends(piece: str, count: int) -> None:
    assert redact(piece * count) is not None
    assert redact_record(piece * count) is not None
    assert Lines([piece * count]) is not None
