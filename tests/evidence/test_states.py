"""The states that documents name: their files, read in every form, and what the head makes of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gate.evidence.states import is_digest_of, load_state, made_for, named, read_state, state_path, state_text
from gate.evidence.versions import NewerFormError
from gate.git.entry import WORKTREE
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.values import forms
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import Element, State
from gate.values.errors import EvidenceError, UndecidedError
from gate.values.forms.form import Form
from tests.repo import Repo

FOLDER = "evidence/m"
SURFACES = ("base_model", "system_prompt")


def element(key: str, value: str, surface: str = "base_model") -> Element:
    digest = digest_of(canonical_json(value))
    return Element(surface, key, "yaml", digest, value=value, has_value=True, path=key.partition("#")[0], line=1)


HEAD = State("m", SURFACES, (element("c.yaml#/base", "acme-3.1-8B"), element("p.md", "be kind", "system_prompt")))
OTHER = replace(HEAD, elements=(element("c.yaml#/base", "acme-3.2-8B"), HEAD.elements[1]))


def older(state: State, number: int = 1) -> State:
    form = forms.numbered(number)
    found = state.under(form) if form else None
    assert found is not None
    return found


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def put(repo: Repo, state: State, text: str | None = None) -> str:
    """Write a state file; its path."""
    path = state_path(FOLDER, state.digest)
    repo.write(path, text if text is not None else state_text(state))
    return path


def asked(repo: Repo, digest: str, head: State = HEAD) -> dict[str, Any]:
    with Repository(repo.path) as repository:
        return dict(made_for(Snapshot(repository, WORKTREE), FOLDER, digest, head))


def stood_for(repo: Repo, digest: str, *states: State) -> dict[str, Any]:
    with Repository(repo.path) as repository:
        return dict(named(Snapshot(repository, WORKTREE), FOLDER, digest, states))


def facts(digest: str, form: int | None, state: str, **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"known": True, "problem": None, "comparable": True, "migrate_with": None, "changed": {}}
    return {"digest": digest, "form": form, "state": state, **usual, **more}


CHANGED = {"base_model": {"count": 1, "keys": ["c.yaml#/base"], "significance": "minor"}}
EVERYTHING = {surface: {"count": 0, "keys": []} for surface in SURFACES}


# -- what a document was made for


@pytest.mark.parametrize("number", [1, 2])
def test_the_same_state(repo: Repo, number: int) -> None:
    state = older(HEAD, number)
    put(repo, state)
    assert asked(repo, state.digest) == facts(state.digest, number, HEAD.digest)


@pytest.mark.parametrize("number", [1, 2])
def test_another_state(repo: Repo, number: int) -> None:
    state = older(OTHER, number)
    put(repo, state)
    assert asked(repo, state.digest) == facts(state.digest, number, OTHER.digest, changed=CHANGED)


@pytest.mark.parametrize("number", [1, 2])
def test_the_same_state_without_its_file(repo: Repo, number: int) -> None:
    state = older(HEAD, number)
    assert asked(repo, state.digest) == facts(state.digest, number, HEAD.digest, known=False)


def test_another_state_without_its_file(repo: Repo) -> None:
    digest = older(OTHER).digest
    assert asked(repo, digest) == facts(digest, None, digest, known=False, changed=EVERYTHING)


@pytest.mark.parametrize("digest", ["", "sha256:", "../../x", "sha256:" + "g" * 64, "sha256:../../../x"])
def test_no_digest(repo: Repo, digest: str) -> None:
    """The base's document is as it stands there."""
    assert asked(repo, digest) == facts(digest, None, digest, known=False, changed=EVERYTHING)


def test_a_determination_starts_from_a_state_that_only_the_base_has(repo: Repo) -> None:
    digest = older(OTHER).digest
    assert stood_for(repo, digest, OTHER, HEAD) == {"digest": digest, "form": 1, "state": OTHER.digest}
    assert stood_for(repo, OTHER.digest, OTHER, HEAD) == {"digest": OTHER.digest, "form": 2, "state": OTHER.digest}
    assert stood_for(repo, digest, HEAD) == {"digest": digest, "form": None, "state": digest}
    put(repo, older(OTHER))
    assert stood_for(repo, digest, HEAD) == {"digest": digest, "form": 1, "state": OTHER.digest}


def test_digests_of_one_state() -> None:
    assert is_digest_of(HEAD.digest, HEAD)
    assert is_digest_of(older(HEAD).digest, HEAD)
    assert not is_digest_of(OTHER.digest, HEAD)
    assert not is_digest_of(None, HEAD)


# -- files that do not count


def spoiled(**changed: Any) -> str:
    return json.dumps({**older(HEAD).document, **changed})


MORE = "it holds more than a state, or digests of surfaces that are not theirs"
ALTERED = {
    "": "it is not valid JSON: Expecting value",
    "[]": "it is not a state",
    "[" * 100_000: "it is not valid JSON",
    '{"a": ' + "1" * 5000 + "}": "it is not valid JSON",
    spoiled(model="n"): "its content has the digest sha256:af70c97156eb, which is not its name",
    spoiled(schema="tunegate/state/v2"): f"its content has the digest {HEAD.digest[:19]}, which is not its name",
    spoiled(schema="tunegate/disposition/v1"): "it is not a state",
    spoiled(surfaces={"base_model": {"elements": [{"key": 1, "format": "", "digest": ""}]}}): "it is not a state",
    spoiled(surfaces={"base_model": {"elements": [{"key": "a", "format": "", "digest": 1}]}}): "it is not a state",
    spoiled(surfaces=[]): "it is not a state",
    spoiled(more=1): MORE,
    spoiled().replace(HEAD.surface_digests["base_model"], "sha256:" + "0" * 64): MORE,
}


@pytest.mark.parametrize("text", ALTERED, ids=range(len(ALTERED)))
def test_a_file_that_is_not_the_state(repo: Repo, text: str) -> None:
    state = older(HEAD)
    path = put(repo, state, text)
    problem = ALTERED[text]
    assert asked(repo, state.digest) == facts(state.digest, 1, HEAD.digest, known=False, problem=problem)
    digest = older(OTHER).digest
    repo.write(state_path(FOLDER, digest), text)
    assert asked(repo, digest)["known"] is False
    with pytest.raises(EvidenceError) as caught:
        read_state(text.encode(), path)
    (found,) = caught.value.problems
    assert (found.message, found.path, found.remedy) == (problem, path, "Restore the file from git's history.")


def test_the_line_of_what_is_no_json() -> None:
    with pytest.raises(EvidenceError) as caught:
        read_state(b'{\n "a": 1,\n}', f"{FOLDER}/states/0.json")
    assert caught.value.problems[0].line == 3


def test_a_link(repo: Repo) -> None:
    repo.write("state.json", state_text(HEAD))
    repo.link(state_path(FOLDER, HEAD.digest), "../../../state.json")
    assert asked(repo, HEAD.digest)["problem"] == "it is not a file of its own"


def test_a_file_that_is_too_large(repo: Repo) -> None:
    path = put(repo, HEAD)
    with (repo.path / path).open("ab") as stream:
        stream.truncate(256 * 1024 * 1024 + 1)
    with pytest.raises(UndecidedError, match="the file has more than 268,435,456 bytes"):
        asked(repo, HEAD.digest)


def test_a_newer_form(repo: Repo) -> None:
    digest = "sha256:" + "0" * 64
    repo.write(state_path(FOLDER, digest), '{"schema": "tunegate/state/v3"}')
    for ask in (asked, stood_for):
        with pytest.raises(NewerFormError) as caught:
            ask(repo, digest)
        (found,) = caught.value.problems
        assert (found.message, found.place, found.remedy) == (
            "tunegate/state/v3 was written by a newer tunegate; 0.1.0 reads up to v2",
            f"{state_path(FOLDER, digest)}:1",
            "Upgrade tunegate.",
        )


# -- a form whose elements are others


@pytest.fixture
def third(monkeypatch: pytest.MonkeyPatch) -> Form:
    """A form that says more: nothing leads from its elements to those of form 2."""
    first, second = forms.FORMS
    form = Form(3, first.digest, lambda rows: None, lambda rows: None)
    monkeypatch.setattr(forms, "FORMS", (first, replace(second, migrate_with="0.9.0"), form))
    return form


def test_a_state_that_cannot_be_compared(repo: Repo, third: Form) -> None:
    state = State(HEAD.model, HEAD.surfaces, HEAD.elements, form=forms.FORMS[1])
    put(repo, state)
    head = State(HEAD.model, HEAD.surfaces, HEAD.elements)
    assert head.form is third
    assert asked(repo, state.digest, head) == facts(
        state.digest, 2, state.digest, comparable=False, migrate_with="0.9.0", changed=EVERYTHING
    )
    with Repository(repo.path) as repository:
        found = load_state(Snapshot(repository, WORKTREE), FOLDER, state.digest)
    assert (found.state and found.state.form.number, found.problem) == (2, "")


def test_a_state_that_the_head_alone_tells_of(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the new form to the old one there is a way, and none back: the same content is known all the same."""
    first, second = forms.FORMS
    state = State(HEAD.model, HEAD.surfaces, HEAD.elements, form=second)
    other = replace(OTHER, form=second)
    monkeypatch.setattr(forms, "FORMS", (first, second, Form(3, first.digest, lambda rows: None)))
    head = State(HEAD.model, HEAD.surfaces, HEAD.elements)
    for one in (state, other):
        put(repo, one)
    assert asked(repo, state.digest, head) == facts(state.digest, 2, head.digest)
    assert asked(repo, other.digest, head) == facts(other.digest, 2, other.digest, changed=CHANGED)
