"""Controls in documents, and the digest by which each is relied on."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.documents import tokens_of
from gate.evidence.controls import control_digest, controls_in, put_digests
from gate.evidence.editor import Editor
from gate.values.elements import Element, State
from gate.values.errors import EvidenceError

A, B = "sha256:" + "a" * 64, "sha256:" + "b" * 64


def state(*rows: tuple[str, str], surface: str = "output_filter", format: str = "yaml") -> State:
    return State("m", (surface,), tuple(Element(surface, key, format, digest) for key, digest in rows))


ONE = state(("g.yml", A), ("g.yml#/rails/0", B), ("g.yml#/rails/1", A), ("g.yml.old", B))


def test_digest() -> None:
    whole = control_digest(ONE, "output_filter", "g.yml")
    part = control_digest(ONE, "output_filter", "g.yml#/rails")
    assert whole
    assert part not in (whole, None)
    assert control_digest(ONE, "output_filter", "g.yml#/rails/0") not in (whole, part, None)
    for gone in ("g", "g.yml#/rail", "other.yml", "g.yml#/rails/2"):
        assert control_digest(ONE, "output_filter", gone) is None
    assert control_digest(ONE, "system_prompt", "g.yml") is None


def test_what_it_depends_on() -> None:
    known = control_digest(ONE, "output_filter", "g.yml#/rails")
    assert known == control_digest(
        state(("moved.yml#/rails/1", A), ("moved.yml#/rails/0", B)), "output_filter", "moved.yml#/rails"
    )
    for other in (
        state(("g.yml#/rails/0", A), ("g.yml#/rails/1", A)),
        state(("g.yml#/rails/0", B)),
        state(("g.yml#/rails/1", B), ("g.yml#/rails/0", A)),
        state(("g.yml#/rails/0", B), ("g.yml#/rails/1", A), format="text"),
    ):
        assert control_digest(other, "output_filter", "g.yml#/rails") not in (known, None)


DOCUMENT = """\
schema: x
classes:
  - name: one
    controls:
      - path: g.yml#/rails
        surface: output_filter   # the rails
        description: d
      - surface: output_filter
        path: g.yml
        digest: sha256:0000000000000000000000000000000000000000000000000000000000000000
  - control:
      description: d
      "surface": "output_filter"
      path: gone.yml
files:
  - path: g.yml
"""


def edited(tmp_path: Path, text: str) -> str:
    (tmp_path / "d.yaml").write_text(text)
    editor = Editor(tmp_path, "d.yaml")
    put_digests(editor, ONE)
    return editor.text()


def test_put_digests(tmp_path: Path) -> None:
    rails, whole = (control_digest(ONE, "output_filter", path) for path in ("g.yml#/rails", "g.yml"))
    old = "sha256:" + "0" * 64
    expected = DOCUMENT.replace("# the rails\n", f"# the rails\n        digest: {rails}\n").replace(old, str(whole))
    assert edited(tmp_path, DOCUMENT) == expected
    assert edited(tmp_path, expected) == expected
    crlf = DOCUMENT.replace("\n", "\r\n")
    assert edited(tmp_path, crlf) == expected.replace("\n", "\r\n")


WHOLE = f"digest: {control_digest(ONE, 'output_filter', 'g.yml')}"
BETWEEN = (
    (
        "{path: g.yml, surface: output_filter, description: d}",
        "{path: g.yml, surface: output_filter, description: d, @}",
    ),
    ("{surface: output_filter, digest: sha256:0, path: g.yml}", "{surface: output_filter, @, path: g.yml}"),
    ("{path: g.yml, surface: output_filter,}  # {}", "{path: g.yml, surface: output_filter, @}  # {}"),
    (
        "{path: g.yml, surface: output_filter, description: 'a } of {'}",
        "{path: g.yml, surface: output_filter, description: 'a } of {', @}",
    ),
    (
        "[{path: g.yml, surface: output_filter}, {path: g.yml, surface: output_filter}]",
        "[{path: g.yml, surface: output_filter, @}, {path: g.yml, surface: output_filter, @}]",
    ),
    ("{path: g.yml,\n    surface: output_filter}", "{path: g.yml,\n    surface: output_filter, @}"),
    ('{"path": "g.yml", "surface": "output_filter"}', '{"path": "g.yml", "surface": "output_filter", @}'),
)


@pytest.mark.parametrize(("before", "after"), BETWEEN)
def test_between_braces(tmp_path: Path, before: str, after: str) -> None:
    """Of a control that is written between braces, whatever its lines."""
    text = edited(tmp_path, f"controls:\n  - {before}\nname: x\n")
    assert text == f"controls:\n  - {after.replace('@', WHOLE)}\nname: x\n"
    assert edited(tmp_path, text) == text


def test_of_a_control_that_is_written_otherwise(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as error:
        edited(tmp_path, "controls:\n  - path: g.yml\n    ? surface\n    : output_filter\n")
    (problem,) = error.value.problems
    assert problem.message == "the control at /controls/0 is not written with a key a line"
    assert problem.remedy.startswith("Write it that way, or add 'digest: ")


def test_controls_in() -> None:
    control = {"path": "g.yml", "surface": "output_filter"}
    value = {
        "a": [{"control": control}, {"path": "x", "surface": "training_data"}, {"path": 1, "surface": "output_filter"}]
    }
    assert list(controls_in(value)) == [(tokens_of("/a/0/control"), control)]
