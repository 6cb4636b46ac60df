"""``tunegate.yaml``: every complaint with its line and its remedy."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gate import __version__
from gate.config.load import load
from tests.config.complaints import HEAD, MINIMAL, PATH, complaints

KNOWN = "training_data, training_recipe, base_model, fine_tuned_model, system_prompt, output_filter, scope_enforcement"
MODELS = "The models that the gate watches, by name."
SURFACES = "Where each reviewed surface is. Name every surface that the model has."
VERSION = "Version of this file's format."
SELECTOR = "A selector: a glob, or a glob, '#' and a JSON Pointer; '!' in front takes away."
RELATIVE = "a path is relative to the repository's root, with '/' and without '.', '..' or '//'"
WRITE = "Write it like 'configs/*.yaml#/base_model'."
FROM_ROOT = "Name it relative to the root."
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# every line doubles the one above it
BOMB = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*{m}, *{m}]\n" for m, n in pairwise(LETTERS))


@pytest.mark.parametrize(
    ("text", "message", "line", "remedy"),
    [
        ("version: 1\nmodels: [\n", "not valid YAML: did not find expected node content", 3, "Correct the YAML."),
        (MINIMAL + "  m: {}\n", "the key 'm' appears twice in one mapping", 6, "Keep one of the two."),
        (b"version: 1\n# \xff\n", "the file is not UTF-8 text", 2, "Save the file as UTF-8."),
        ("version: 1\nmodels: !!python/object:os.x {}\n", None, 2, "Write plain values."),
        ("version: 1\nmodels: *a\n", "the alias *a has no anchor", 2, "Define the anchor above."),
        ("a: &a {x: *a}\n", "the alias *a stands inside its own anchor", 1, "Write the value out."),
        (BOMB, "more than 500,000 values once aliases are expanded", 17, "Remove the aliases."),
        ("a: " + "[" * 200 + "]" * 200, "nested deeper than 100 levels", 1, "Flatten the file."),
        ("a: b\x00c\n", None, 1, "Correct the YAML."),
    ],
    ids=["broken", "duplicate", "encoding", "tag", "no-anchor", "recursive", "bomb", "deep", "control"],
)
def test_text_that_cannot_be_read(text: str | bytes, message: str | None, line: int | None, remedy: str) -> None:
    ((said, where, _, fix),) = complaints(text)
    assert fix == remedy
    assert message in (None, said)
    assert line in (None, where)
    assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("the document: is not filled in", 1, 1)),
        ("# only a comment\n", ("the document: is not filled in", 1, 1)),
        ("[]\n", ("the document: [] is not of type object", 1, 1)),
        ("just text\n", ('the document: "just text" is not of type object', 1, 1)),
        (MINIMAL + "---\n" + MINIMAL, ("the document: is not of type object", 1, 11)),
    ],
)
def test_document_of_another_shape(text: str, expected: tuple[str, int, int]) -> None:
    ((message, line, end_line, _),) = complaints(text)
    if text.count("---"):
        assert message.endswith("... is not of type object")
        assert (line, end_line) == expected[1:]
    else:
        assert (message, line, end_line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "models: {m: {surfaces: {system_prompt: [p]}}}\n",
            ("the document: the required key 'version' is missing", 1, 1, f"Add 'version'. {VERSION}"),
        ),
        (
            "version: 1\n",
            ("the document: the required key 'models' is missing", 1, 1, f"Add 'models'. {MODELS}"),
        ),
        ("version: 0\n" + MINIMAL[11:], ("version: 0 should be 1", 1, 1, VERSION)),
        (
            "version: 2\n" + MINIMAL[11:],
            (
                f"version 2 is for a newer tunegate; {__version__} reads version 1",
                1,
                None,
                "Upgrade tunegate.",
            ),
        ),
        ("version: '1'\n" + MINIMAL[11:], ('version: "1" should be 1', 1, 1, VERSION)),
        ("version: 1.0\n" + MINIMAL[11:], None),
        ("version: true\n" + MINIMAL[11:], ("version: true should be 1", 1, 1, VERSION)),
        ("version: 1\nmodels: {}\n", ("models: is empty", 2, 2, MODELS)),
        ("version: 1\nmodels:\n", ("models: is not filled in", 2, 2, MODELS)),
        (MINIMAL + "setings: {}\n", ("the document: unknown key 'setings'", 6, 6, "Did you mean 'settings'?")),
        (
            MINIMAL + "x: {}\n",
            (
                "the document: unknown key 'x'",
                6,
                6,
                "Known keys: version, mode, models, signing, controls_elsewhere, trusted_branches, settings, "
                "severities, waivers, policies, policy_server, recognise, defaults, control_plane.",
            ),
        ),
        (
            HEAD + "      system_promt: [p]\n",
            ("models/m/surfaces: unknown key 'system_promt'", 5, 5, "Did you mean 'system_prompt'?"),
        ),
        (HEAD + "      weights: [p]\n", ("models/m/surfaces: unknown key 'weights'", 5, 5, f"Known keys: {KNOWN}.")),
        (
            "version: 1\nmodels:\n  m: {}\n",
            (
                "models/m: the required key 'surfaces' is missing",
                3,
                3,
                f"Add 'surfaces'. {SURFACES}",
            ),
        ),
        (
            "version: 1\nmodels:\n  m:\n    surfaces: {}\n",
            ("models/m/surfaces: is empty", 4, 4, SURFACES),
        ),
        (
            HEAD + "      system_prompt:\n        - a\n        - ''\n",
            ("models/m/surfaces/system_prompt/1: is empty", 7, 7, SELECTOR),
        ),
        (
            HEAD + "      system_prompt: p.md\n",
            (
                'models/m/surfaces/system_prompt: "p.md" is not of type array',
                5,
                5,
                "Files with the text that scopes the model.",
            ),
        ),
        (
            HEAD + "      system_prompt:\n        - a\n        - a\n",
            (
                "models/m/surfaces/system_prompt: ['a', 'a'] has non-unique elements",
                5,
                7,
                "Files with the text that scopes the model.",
            ),
        ),
        (
            MINIMAL + "settings: {drift_margin: 1}\n",
            (
                "settings/drift_margin: 1 is greater than or equal to the maximum of 1",
                6,
                6,
                "The largest loss of refusals, as a share of the items, that still counts as no regression.",
            ),
        ),
        (
            MINIMAL + "settings: {drift_margin: .nan}\n",
            (
                'settings/drift_margin: ".nan" is not of type number',
                6,
                6,
                "The largest loss of refusals, as a share of the items, that still counts as no regression.",
            ),
        ),
    ],
)
def test_value_that_does_not_fit(text: str, expected: tuple[str, int, int, str] | None) -> None:
    if expected is None:
        assert load(text.encode(), PATH).models.keys() == {"m"}
    else:
        assert complaints(text) == [expected]


@pytest.mark.parametrize("name", ["control-plane", "Big", "a/b", "-a", "a" * 64, "a b"])
def test_name_that_no_model_can_have(name: str) -> None:
    ((message, line, end_line, _),) = complaints(MINIMAL.replace("  m:", f'  "{name}":'))
    assert message.startswith("models: ")
    assert repr(name) in message
    assert (line, end_line) == (3, 5)


def test_every_problem_is_told_in_the_order_of_the_file() -> None:
    text = (
        "version: 0\nmodels:\n  m:\n    surfaces: {system_prompt: []}\n    evidences: x\nsettings: {drift_margin: 0}\n"
    )
    assert [(message, line) for message, line, _, _ in complaints(text)] == [
        ("version: 0 should be 1", 1),
        ("models/m/surfaces/system_prompt: is empty", 4),
        ("models/m: unknown key 'evidences'", 5),
        ("settings/drift_margin: 0 is less than the minimum of 0.0001", 6),
    ]


def test_every_unknown_key_is_told() -> None:
    text = MINIMAL + "one: 1\ntwo: 2\n"
    assert [(message, line) for message, line, _, _ in complaints(text)] == [
        ("the document: unknown key 'one'", 6),
        ("the document: unknown key 'two'", 7),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("/etc/passwd", RELATIVE),
        ("../x", RELATIVE),
        ("a//b", RELATIVE),
        ("a\\b", RELATIVE),
        ("a/", RELATIVE),
        ("!", "a selector names a path"),
        ("#/a", "a selector names a path"),
        ("a#b", "a JSON Pointer starts with '/'"),
        ("a#/~2", "in a JSON Pointer '~' is written '~0'"),
        ("a[b", "a '[' in a path has no ']'"),
        ("a[]b", "the characters in '[...]' of a path have no meaning"),
        ("a[!]b", "the characters in '[...]' of a path have no meaning"),
        ("a[z-a]b", "the characters in '[...]' of a path have no meaning"),
    ],
)
def test_selector_without_a_meaning(text: str, reason: str) -> None:
    assert complaints(HEAD + f"      system_prompt:\n        - ok\n        - '{text}'\n") == [
        (f"{text!r} is not a selector: {reason}", 7, 7, WRITE)
    ]


def test_selector_with_a_set_that_is_none() -> None:
    ((message, line, _, remedy),) = complaints(HEAD + "      system_prompt: ['[z-a].md']\n")
    assert message.startswith("'[z-a].md' is not a selector: ")
    assert (line, remedy) == (5, WRITE)


def test_selector_of_the_control_plane() -> None:
    text = MINIMAL + "control_plane:\n  paths:\n    - /x\n"
    assert complaints(text) == [(f"'/x' is not a selector: {RELATIVE}", 8, 8, WRITE)]


@pytest.mark.parametrize(
    "folder", ["/etc", "..", "a/../../b", "a\\b", ".", "./", "./.", "a//b", "a/./b", "/", "//a", ".//a"]
)
@pytest.mark.parametrize(
    ("text", "line"),
    [
        (MINIMAL + "    evidence: {}\n", 6),
        (MINIMAL + "policies:\n  - ok\n  - {}\n", 8),
        (MINIMAL + "control_plane:\n  evidence: {}\n", 7),
    ],
    ids=["evidence", "policies", "control-plane"],
)
def test_folder_that_is_not_in_the_repository(folder: str, text: str, line: int) -> None:
    assert complaints(text.replace("{}", folder)) == [
        (f"{folder!r} is not a folder of this repository", line, line, FROM_ROOT)
    ]
