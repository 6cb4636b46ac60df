"""The canonical forms of a state: what their digests are of, and the way from one to another."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from gate.values import forms
from gate.values.elements import Element, State
from gate.values.forms import newest, newest_first, number_of, numbered, translated
from gate.values.forms.form import Form, Rows, Translation
from tests.upgrading import old_repository

ELEMENTS = (
    Element("system_prompt", "p.md", "text", "sha256:" + "1" * 64, "100644", path="p.md", line=1),
    Element(
        "base_model", "c.yaml#/base", "yaml", "sha256:" + "2" * 64, value="mé", has_value=True, path="c.yaml", line=3
    ),
    Element("base_model", "c.yaml#/a", "yaml", "sha256:" + "3" * 64, None, None, True, path="c.yaml", line=4),
)
STATE = State("m", ("base_model", "system_prompt", "output_filter"), ELEMENTS)


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def sha(value: object) -> str:
    return "sha256:" + hashlib.sha256(canonical(value)).hexdigest()


def under(number: int, state: State = STATE) -> State:
    form = numbered(number)
    assert form is not None
    found = state.under(form)
    assert found is not None
    return found


def test_form_1() -> None:
    document = under(1).document
    assert document["schema"] == "tunegate/state/v1"
    assert under(1).digest == sha(document)


def test_form_2() -> None:
    document = under(2).document
    assert document["schema"] == "tunegate/state/v2"
    surfaces = {
        "base_model": sha(
            [
                {"key": "c.yaml#/a", "format": "yaml", "digest": "sha256:" + "3" * 64, "value": None},
                {"key": "c.yaml#/base", "format": "yaml", "digest": "sha256:" + "2" * 64, "value": "mé"},
            ]
        ),
        "output_filter": sha([]),
        "system_prompt": sha([{"key": "p.md", "format": "text", "digest": "sha256:" + "1" * 64, "mode": "100644"}]),
    }
    assert STATE.surface_digests == surfaces
    assert under(2).digest == sha({"schema": "tunegate/state/v2", "model": "m", "surfaces": surfaces})


def test_a_state_is_of_the_newest_form_unless_it_says_otherwise() -> None:
    assert STATE.form == newest() == newest_first()[0] == forms.FORMS[-1]
    assert [form.number for form in forms.FORMS] == list(range(1, len(forms.FORMS) + 1))
    assert STATE.under(newest()) is STATE


def test_places_stay_where_the_elements_are_the_same() -> None:
    assert under(1).elements == STATE.elements
    assert under(1) is under(1)
    assert under(2, under(1)).digest == STATE.digest


@pytest.mark.parametrize("number", [1, 2])
def test_read_again(number: int) -> None:
    document = json.loads(json.dumps(under(number).document))
    again = State.from_document(document)
    assert (again.form.number, again.digest, again.document) == (number, under(number).digest, document)
    assert again.surfaces == ("base_model", "output_filter", "system_prompt")


@pytest.mark.parametrize("schema", ["tunegate/state/v3", "tunegate/state/v0", "tunegate/disposition/v1", "", None, 1])
def test_a_form_that_is_not_known(schema: object) -> None:
    with pytest.raises(ValueError, match="unknown form"):
        State.from_document({**STATE.document, "schema": schema})


def test_numbers() -> None:
    assert number_of("tunegate/state/v12") == 12
    others = (
        "tunegate/state/v0",
        "tunegate/state/v01",
        "tunegate/state/v1x",
        "state/v1",
        "tunegate/state/v1\n",
        1,
        None,
    )
    assert [number_of(other) for other in others] == [None] * len(others)
    assert numbered(0) is None


def test_what_46d206c_wrote(tmp_path: Path) -> None:
    """Its state files are of form 1, and have the digests that it named them by."""
    repo = old_repository(tmp_path / "repo")
    paths = sorted(repo.path.glob("evidence/*/states/*.json"))
    found = [State.from_document(json.loads(path.read_bytes())) for path in paths]
    assert len(found) == 5
    assert {state.form.number for state in found} == {1}
    assert [state.digest for state in found] == [f"sha256:{path.stem}" for path in paths]


# -- a later form


def renamed(old: str, new: str) -> Translation:
    """A form whose elements have another name for a format."""

    def translate(rows: Rows) -> Rows | None:
        if any(row["format"] == new for found in rows.values() for row in found):
            return None  # it stood for something else before
        return {
            surface: [{**row, "format": new if row["format"] == old else row["format"]} for row in found]
            for surface, found in rows.items()
        }

    return translate


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Form:
    """Two more forms: one that renames, and one that cannot be told from the one before nor the other way round."""
    third = Form(3, forms.FORMS[-1].digest, renamed("text", "utf-8"), renamed("utf-8", "text"))
    fourth = Form(4, forms.FORMS[-1].digest, lambda rows: None, lambda rows: None)
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, third, fourth))
    return third


def test_a_translation_is_made_step_by_step(later: Form) -> None:
    old = under(1)
    new = old.under(later)
    assert new is not None
    assert [e.format for e in new.by_surface["system_prompt"]] == ["utf-8"]
    assert new.document["schema"] == "tunegate/state/v3"
    back = new.under(old.form)
    assert back is not None
    assert back.digest == old.digest


def test_what_the_elements_do_not_say(later: Form) -> None:
    element = Element("system_prompt", "p", "utf-8", "sha256:" + "1" * 64)
    odd = State("m", ("system_prompt",), (element,), form=forms.FORMS[0])
    assert odd.under(later) is None
    assert under(1).under(newest()) is None
    assert translated(STATE.rows, forms.FORMS[3], forms.FORMS[0]) is None
    assert STATE.form.number == 2  # a state stays what it is
