"""The migration of a pack as a function of its bytes: digests change and nothing else does."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gate.evidence.kept import SIGNATURES, to_keep
from gate.evidence.migration import Migration, kind_of, migrate
from gate.evidence.states import state_path, state_text
from gate.values import forms
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import Element, State
from gate.values.errors import EvidenceError
from gate.values.forms.form import Form

FOLDER = "evidence/m"
RUN, RECORD, DISPOSITION, ANSWER = (
    "training-run.yaml",
    "decision-record.yml",
    "disposition.yaml",
    "determinations/a.yaml",
)


def state(text: str, number: int = 1) -> State:
    value = Element("base_model", "c.yaml#/base", "yaml", digest_of(canonical_json(text)), value=text, has_value=True)
    form = forms.numbered(number)
    assert form is not None
    return State("m", ("base_model",), (value,), form=form)


ONE, TWO = state("one"), state("two")
NEW = {old.digest: state(text, 2).digest for text, old in (("one", ONE), ("two", TWO))}


def states(*found: State) -> dict[str, bytes]:
    return {state_path(FOLDER, one.digest).removeprefix(FOLDER + "/"): state_text(one).encode() for one in found}


def run_of(digest: str) -> bytes:
    return f"schema: tunegate/training-run/v1\nmodel: m\nstate: {digest}\n".encode()


def disposition_of(digest: str, before: str | None, **artefacts: bytes) -> bytes:
    rows = "".join(f"  {kind.replace('_', '-')}: {digest_of(data)}\n" for kind, data in artefacts.items())
    earlier = "null" if before is None else before
    return f"model: m\nstate: {digest} # as reviewed\nevidence:\n{rows}supersedes: {earlier}\n".encode()


def pack() -> dict[str, bytes]:
    """A disposition on two artefacts of two states, and a determination; all of form 1."""
    run, record = run_of(ONE.digest), run_of(TWO.digest)
    return {
        **states(ONE, TWO),
        RUN: run,
        RECORD: record,
        DISPOSITION: disposition_of(TWO.digest, ONE.digest, training_run=run, decision_record=record),
        ANSWER: f"from_state: {ONE.digest}\nstate: {TWO.digest}\n".encode(),
        "notes.txt": ONE.digest.encode(),
        "states/readme.md": b"not a state",
    }


def said(files: dict[str, bytes]) -> list[tuple[str, str, str]]:
    with pytest.raises(EvidenceError) as caught:
        migrate(FOLDER, files)
    return [(p.place, p.message, p.remedy) for p in caught.value.problems]


# -- what it makes of a pack


def test_the_whole() -> None:
    files = pack()
    found = migrate(FOLDER, files)
    run, record = run_of(NEW[ONE.digest]), run_of(NEW[TWO.digest])
    assert found.documents == {
        RUN: run,
        RECORD: record,
        DISPOSITION: disposition_of(NEW[TWO.digest], NEW[ONE.digest], training_run=run, decision_record=record),
        ANSWER: f"from_state: {NEW[ONE.digest]}\nstate: {NEW[TWO.digest]}\n".encode(),
    }
    assert found.states == states(state("one", 2), state("two", 2))
    assert set(found.gone) == set(states(ONE, TWO)) == set(found.old)
    assert found.left == ()
    assert found.needs[DISPOSITION] == {RUN, RECORD, *states(ONE, TWO)}
    after = {
        **{path: data for path, data in files.items() if path not in found.gone},
        **found.states,
        **found.documents,
    }
    again = migrate(FOLDER, after)
    assert (again.documents, again.states, again.gone, again.old) == ({}, {}, (), {})


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("disposition.yaml", "disposition"),
        ("training-run.yml", "training-run"),
        ("determinations/a.yaml", "determination"),
        ("determinations/b/a.yml", "determination"),
        ("determination.yaml", None),
        ("disposition.yaml.sig", None),
        ("disposition.json", None),
        ("forms/v1/disposition.yaml", None),
        ("states/0.json", None),
        ("other.yaml", None),
    ],
)
def test_kinds(path: str, kind: str | None) -> None:
    assert kind_of(path) == kind


WRITTEN = [
    "state: {0}\n",
    "state: {0}",
    "state:    {0}   # kept\n",
    "# {0}\nstate: {0} # {0}\n",
    'state: "{0}"\n',
    "state: '{0}'\n",
    '"state": {0}\n',
    "{{state: {0}, other: 1}}\n",
    "{{state: {0}, other: {0}}}\n",
    "state: {0}\r\nother: 1\r\n",
    "\ufeffstate: {0}\n",
    "---\nstate: {0}\n...\n",
    "state: >-\n  {0}\n",
    "state: !!str {0}\n",
    "state:\n  {0}\n",
    "other: é\nstate: {0}\n",
]


@pytest.mark.parametrize("text", WRITTEN, ids=range(len(WRITTEN)))
def test_every_way_to_write_a_digest(text: str) -> None:
    """It is replaced where it is read from, and every other byte stays."""
    old = text.format(ONE.digest).encode()
    new = migrate(FOLDER, {**states(ONE), RUN: old}).documents[RUN]
    assert new.replace(NEW[ONE.digest].encode(), ONE.digest.encode()) == old
    assert yaml.safe_load(new)["state"] == NEW[ONE.digest]
    changed = {key for key, value in yaml.safe_load(new).items() if value != yaml.safe_load(old)[key]}
    assert changed == {"state"}


@given(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=4), st.booleans())
def test_what_is_kept_gives_the_same_again(texts: list[str], signed: bool) -> None:
    """Whatever a pack looks like: from the kept part alone the migration makes the very documents that it wrote."""
    names = (RUN, RECORD, "red-team-report.yaml", "overhang-statement.yaml")
    artefacts = {name: text.format(ONE.digest).encode() for name, text in zip(names, texts, strict=False)}
    rows = "".join(f"  {name.rpartition('.')[0]}: {digest_of(data)}\n" for name, data in artefacts.items())
    files = {
        **states(ONE, TWO),
        **artefacts,
        DISPOSITION: f"state: {TWO.digest}\nevidence:\n{rows}supersedes: null\n".encode(),
        DISPOSITION + SIGNATURES: b"signed",
        ANSWER: f"from_state: {ONE.digest}\nstate: {TWO.digest}\n".encode(),
        **({ANSWER + SIGNATURES: b"signed"} if signed else {}),
    }
    found = migrate(FOLDER, files)
    kept = {path.removeprefix("forms/v1/"): data for path, data in to_keep(files, found).items()}
    assert {path: files[path] for path in kept} == kept
    again = migrate(f"{FOLDER}/forms/v1", kept).documents
    assert again[DISPOSITION] == found.documents[DISPOSITION]
    assert (ANSWER in kept, again.get(ANSWER)) == (signed, found.documents[ANSWER] if signed else None)


def test_documents_that_name_each_other() -> None:
    """A digest of a document of the pack follows the document, wherever it is named."""
    files = pack()
    files[RECORD] = files[RECORD] + f"see:\n  - {{path: {FOLDER}/{RUN}, digest: {digest_of(files[RUN])}}}\n".encode()
    files[DISPOSITION] = disposition_of(TWO.digest, None, training_run=files[RUN], decision_record=files[RECORD])
    found = migrate(FOLDER, files).documents
    assert digest_of(found[RUN]).encode() in found[RECORD]
    assert digest_of(found[RECORD]).encode() in found[DISPOSITION]


def test_a_digest_that_is_not_that_of_the_artefact_stays() -> None:
    """It was no part of the decision before, and is not afterwards."""
    files = {**pack(), RUN: run_of(ONE.digest) + b"# edited\n"}
    found = migrate(FOLDER, files)
    old = digest_of(run_of(ONE.digest)).encode()
    assert old in found.documents[DISPOSITION]


def test_newest_documents_stay_as_they_are() -> None:
    files = {**states(state("one", 2)), RUN: run_of(NEW[ONE.digest])}
    found = migrate(FOLDER, files)
    assert (found.documents, found.states, found.gone) == ({}, {}, ())


def test_both_forms_in_one_pack() -> None:
    files = {**pack(), **states(state("two", 2))}
    files[RECORD] = run_of(NEW[TWO.digest])
    files[DISPOSITION] = disposition_of(NEW[TWO.digest], None, training_run=files[RUN], decision_record=files[RECORD])
    files[DISPOSITION + SIGNATURES] = b"signed"
    found = migrate(FOLDER, files)
    assert set(found.documents) == {RUN, ANSWER, DISPOSITION}
    kept = to_keep(files, found)
    assert sorted(kept) == sorted(
        f"forms/v1/{path}" for path in (DISPOSITION, DISPOSITION + SIGNATURES, RUN, *states(ONE, state("two", 2)))
    )


def test_an_old_digest_whose_file_is_of_the_newest_form() -> None:
    """A merge brought the document back, and not the file."""
    files = {**states(state("one", 2)), RUN: run_of(ONE.digest)}
    found = migrate(FOLDER, files)
    assert found.documents == {RUN: run_of(NEW[ONE.digest])}
    assert {path: one.digest for path, one in found.old.items()} == {next(iter(states(ONE))): ONE.digest}
    signed = {**files, DISPOSITION: f"state: {ONE.digest}\n".encode(), DISPOSITION + SIGNATURES: b"signed"}
    assert to_keep(signed, migrate(FOLDER, signed)) == {
        f"forms/v1/{path}": data
        for path, data in {**states(ONE), **{p: signed[p] for p in (DISPOSITION, DISPOSITION + SIGNATURES)}}.items()
    }


def test_nothing_is_kept_of_what_nobody_signed() -> None:
    files = pack()
    assert to_keep(files, migrate(FOLDER, files)) == {}


# -- what it refuses


RESTORE = "Restore the file from git's history."
NO_FILE = "state: {} has no state file, so nothing tells its form"


def test_every_problem_at_once() -> None:
    files = {**pack(), "states/0.json": b"{", "states/1.json": b"[]"}
    assert said(files) == [
        (
            f"{FOLDER}/states/0.json:1",
            "it is not valid JSON: Expecting property name enclosed in double quotes",
            RESTORE,
        ),
        (f"{FOLDER}/states/1.json:1", "it is not a state", RESTORE),
    ]
    files = {RUN: run_of(ONE.digest), RECORD: b"state: [\n", DISPOSITION: f"model: m\nstate: {TWO.digest}\n".encode()}
    restore = "Restore {} from git's history."
    assert said(files) == [
        (f"{FOLDER}/{RECORD}:2", "not valid YAML: did not find expected node content", "Correct the YAML."),
        (
            f"{FOLDER}/{DISPOSITION}:2",
            NO_FILE.format(TWO.digest[:19]),
            restore.format(state_path(FOLDER, TWO.digest)),
        ),
        (f"{FOLDER}/{RUN}:3", NO_FILE.format(ONE.digest[:19]), restore.format(state_path(FOLDER, ONE.digest))),
    ]


def test_what_was_before_may_be_unknown() -> None:
    files = pack()
    del files[next(iter(states(ONE)))]
    files[RUN] = run_of(TWO.digest)
    found = migrate(FOLDER, files)
    assert [(p.place, p.message) for p in found.left] == [
        (f"{FOLDER}/{ANSWER}:1", f"from_state: {ONE.digest[:19]} has no state file, so nothing tells its form"),
        (f"{FOLDER}/{DISPOSITION}:6", f"supersedes: {ONE.digest[:19]} has no state file, so nothing tells its form"),
    ]
    assert ONE.digest.encode() in found.documents[ANSWER]


@pytest.mark.parametrize(
    "text",
    [
        'state: "\\x73{1}"\n',
        "state: {0}\n---\nstate: {0}\n",
        "other: &a {0}\nstate: *a\n",
        "other: {{first: {0}, state: {0}}}\n<<: {{state: {0}}}\n",
        "x: [{0}]\nstate: >-\n  {0}\n  \n",
    ],
)
def test_a_digest_that_is_not_written_out(text: str) -> None:
    """Where replacing it would change something else, or nothing, the migration refuses."""
    old = text.format(ONE.digest, ONE.digest[1:]).encode()
    try:
        new = migrate(FOLDER, {**states(ONE), RUN: old}).documents.get(RUN, old)
    except EvidenceError as error:
        (problem,) = error.problems
        assert problem.message == "state: the digest cannot be replaced without changing more than it"
        assert problem.remedy == f"Write it out as 'state: {ONE.digest}', on a line of its own."
    else:
        before, after = (list(yaml.safe_load_all(data)) for data in (old, new))
        wanted = [{**part, "state": NEW[ONE.digest]} for part in before] if len(before) == 1 else before
        assert after == wanted


def test_a_form_that_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = forms.FORMS
    one, two = (replace(form, migrate_with=version) for form, version in ((first, None), (second, "0.9.0")))
    monkeypatch.setattr(forms, "FORMS", (one, two, Form(3, first.digest, lambda rows: None)))
    assert said({**states(replace(state("one"), form=one), replace(state("two"), form=two))}) == [
        (
            f"{FOLDER}/{path}:1",
            f"tunegate/state/v{number} does not say what the state is in tunegate/state/v3",
            f"Run 'tunegate migrate' of tunegate {version} first.",
        )
        for path, number, version in sorted(
            [(next(iter(states(ONE))), 1, "an earlier version"), (next(iter(states(state("two", 2)))), 2, "0.9.0")]
        )
    ]


def test_a_form_that_does_not_lead_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = forms.FORMS
    lossy = Form(3, first.digest, lambda rows: {"base_model": []})
    monkeypatch.setattr(forms, "FORMS", (first, second, lossy))
    assert said(states(ONE)) == [
        (
            f"{FOLDER}/{next(iter(states(ONE)))}:1",
            "tunegate/state/v3 does not lead back to the same tunegate/state/v1",
            "Please report it: the two are meant to say the same.",
        )
    ]


def test_three_forms_are_two_steps_or_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was migrated twice is what is migrated at once, so that what was kept the first time still gives it."""
    files = pack()
    once = _after(files, migrate(FOLDER, files))
    first, second = forms.FORMS
    monkeypatch.setattr(forms, "FORMS", (first, second, Form(3, first.digest)))
    assert _after(once, migrate(FOLDER, once)) == _after(files, migrate(FOLDER, files))


def _after(files: dict[str, bytes], found: Migration) -> dict[str, bytes]:
    return {**{p: data for p, data in files.items() if p not in found.gone}, **found.states, **found.documents}


def test_digests_are_all_that_a_migration_changes() -> None:
    files = pack()
    for path, data in migrate(FOLDER, files).documents.items():
        assert re.sub(rb"[0-9a-f]{64}", b"", data) == re.sub(rb"[0-9a-f]{64}", b"", files[path])
