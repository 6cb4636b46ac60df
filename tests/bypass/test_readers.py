"""The pull request plays on readers that disagree: the gate sees what was reviewed, whoever deploys does not."""

from __future__ import annotations

import pytest

from tests.bypass.wall import (
    PASSED,
    RAILS,
    TOOLS,
    TRAIN,
    VALUES,
    Edit,
    Outcome,
    append,
    attempt,
    changed,
    insert,
    judged,
    on_main,
    replace,
    steps,
    unreadable,
    unreviewed,
    write,
)
from tests.repo import Repo

EXTRA = "guardrails/extra.yml"
JSON = "guardrails/limits.json"
TOML = "guardrails/limits.toml"
DIGEST = "  digest: sha256:e103794c2e62196b6b597adffec9b9a67cc03e801dadee8f08b336616b66cc80\n"
EVIL = "sha256:" + "0" * 64
DISAGREE = "and readers of YAML disagree about which counts"


def rewritten(old: str, new: str, path: str = EXTRA) -> Edit:
    """A file that was reviewed with one content, and has another."""
    return steps(on_main(write(path, old)), write(path, new))


def fires(*places: tuple[str, int | None]) -> Outcome:
    return changed("output_filter", *places)


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    # merge keys
    "a merge key at the end, which wins in Helm": (
        append(VALUES, f"<<: {{model: {{name: other, digest: {EVIL}}}}}\n"),
        unreadable(
            VALUES, 65, "'model' is set here and again by a '<<' below it; readers of YAML disagree about which counts"
        ),
    ),
    "the same below the digest, through an anchor elsewhere": (
        steps(append(VALUES, f"x: &x\n  digest: {EVIL}\n"), replace(VALUES, DIGEST, DIGEST + "  <<: *x\n")),
        unreadable(VALUES, 10, "the alias *x has no anchor"),
    ),
    "the same through an anchor above, which merges another": (
        steps(
            insert(VALUES, 1, f"x: &x {{digest: {EVIL}}}\ny: &y\n  <<: *x\n"),
            replace(VALUES, DIGEST, DIGEST + "  <<: [*y]\n"),
        ),
        unreadable(
            VALUES,
            13,
            "'digest' is set here and again by a '<<' below it; readers of YAML disagree about which counts",
        ),
    ),
    "two mappings of a list, of which versions of PyYAML take another": (
        replace(VALUES, DIGEST, f"  <<: [{{{DIGEST.strip()}}}, {{digest: '{EVIL}'}}]\n"),
        unreadable(VALUES, 9, f"two mappings under '<<' set 'digest', {DISAGREE}"),
    ),
    "a value that is merged where it was written, which npm yaml and js-yaml 5 do not see": (
        replace(VALUES, DIGEST, f"  <<: {{{DIGEST.strip()}}}\n"),
        changed("fine_tuned_model", (VALUES, 9)),
    ),
    "a mapping that is overridden, which shines through in a struct of go-yaml v2": (
        insert(VALUES, 1, f"<<: {{model: {{adapter: {EVIL}}}}}\n"),
        changed("fine_tuned_model", *((VALUES, line) for line in (7, 8, 9, 10))) | unreviewed((VALUES, 1)),
    ),
    "what stands under a merge key, all of it overridden": (
        rewritten("<<: {rails: on}\nrails: strict\n", "<<: {rails: off}\nrails: strict\n"),
        fires((EXTRA, 1)),
    ),
    "a merge key in quotes": (
        rewritten("<<: {rails: strict}\n", '"<<": {rails: strict}\n'),
        fires((EXTRA, 1), (EXTRA, None)),
    ),
    "a merge key by a tag": (
        rewritten("rails: {a: strict}\n", "!!merge rails: {a: strict}\n"),
        unreadable(EXTRA, 1, "the key 'rails' has a tag"),
    ),
    # directives
    "a version of YAML in which yes is true": (
        rewritten("---\nfilter: 'on'\n", "%YAML 1.1\n---\nfilter: 'on'\n"),
        fires((EXTRA, 1), (EXTRA, 3)),
    ),
    "another version": (
        rewritten("%YAML 1.1\n---\nfilter: x\n", "%YAML 1.2\n---\nfilter: x\n"),
        fires((EXTRA, 1), (EXTRA, 3)),
    ),
    "a handle that gives a tag another meaning": (
        rewritten(
            "%TAG !r! tag:acme,2026:strict/\n---\nrail: !r!a b\n", "%TAG !r! tag:acme,2026:lax/\n---\nrail: !r!a b\n"
        ),
        fires((EXTRA, 1), (EXTRA, 3)),
    ),
    "a directive that is none, inside of a text": (
        rewritten("rail: 'a %b'\n", "rail: 'a\n%b'\n"),
        unreadable(EXTRA, 2, "a line starts with '%' as a directive does"),
    ),
    # words, tags and spellings
    "n in quotes, which is false for Helm without them": (rewritten("block: n\n", "block: 'n'\n"), fires((EXTRA, 1))),
    "a key y in quotes": (rewritten("y: deny\n", "'y': deny\n"), fires((EXTRA, 1))),
    "two keys that are one for some": (
        rewritten("on: deny\nother: x\n", "on: deny\ny: allow\n"),
        unreadable(EXTRA, 2, "the key 'y' appears twice in one mapping"),
    ),
    "true and 1, which are one key for Python": (
        rewritten("true: deny\n", "true: deny\n1: allow\n"),
        unreadable(EXTRA, 2, "the key '1' appears twice in one mapping"),
    ),
    "a version that a string field keeps as it is written": (
        rewritten("version: 1.10\n", "version: 1.1\n"),
        fires((EXTRA, 1)),
    ),
    "a tag of a mapping": (rewritten("rails: {a: b}\n", "rails: !!map {a: b}\n"), fires((EXTRA, 1))),
    # layout
    "a block at the end of a file that has no line end": (
        rewritten("rail: |-\n  deny all\n", "rail: |\n  deny all"),
        fires((EXTRA, 1)),
    ),
    "a comment right behind quotes, which npm yaml refuses": (
        rewritten("rail: 'deny'\n", "rail: 'deny'#all\n"),
        fires((EXTRA, 1)),
    ),
    "an empty item with a comment, behind which js-yaml 4 nests what follows": (
        rewritten("a:\n  - - b\n    - null\n  - d\n", "a:\n  - - b\n    -  # c\n  - d\n"),
        fires((EXTRA, 3)),
    ),
    "an anchor inside of another of that name": (
        append(TOOLS, "x: &x {y: &x deny}\nz: *x\n"),
        unreadable(TOOLS, 64, "the anchor &x stands inside another of that name"),
    ),
    "a carriage return alone": (
        append(RAILS, "# harmless\rrails: {}\n"),
        unreadable(RAILS, 78, "a carriage return alone ends a line for some readers of YAML only"),
    ),
    # JSON and TOML
    "a byte-order mark, with which most readers of JSON err": (
        rewritten('{"max": 1}\n', '\ufeff{"max": 1}\n', JSON),
        fires((JSON, 1)),
    ),
    "zero below zero": (rewritten('{"max": 0}\n', '{"max": -0}\n', JSON), fires((JSON, 1))),
    "keys that Go takes for one, in another order": (
        rewritten('{"max": 1, "Max": 2}\n', '{"Max": 2, "max": 1}\n', JSON),
        fires((JSON, 1)),
    ),
    "a text of TOML with the line ends of Windows": (
        rewritten('rail = """\na\nb"""\n', 'rail = """\r\na\r\nb"""\r\n', TOML),
        fires((TOML, 1)),
    ),
    "more digits of a second than Python keeps": (
        rewritten("at = 07:32:00.1234567\n", "at = 07:32:00.1234569\n", TOML),
        fires((TOML, 1)),
    ),
    "another spelling of a number of TOML": (rewritten("max = 0.0\n", "max = 0e0\n", TOML), fires((TOML, 1))),
    # what stays as it is
    "a tabulator in front of a value, which PyYAML refuses": (
        replace(TRAIN, "num_epochs: 3\n", "num_epochs:\t3\n"),
        changed("training_recipe", (TRAIN, 79)),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected


MODEL_KEY = "the key 'model' appears twice in one mapping"
ELSEWHERE: dict[str, tuple[Edit, Outcome]] = {
    # no attempts: nothing that a selector leads to can be read otherwise
    "a key twice, of what nobody selects": (append(VALUES, "replicas: 3\n"), PASSED),
    "a merge key below what nobody selects": (append(VALUES, "<<: {replicas: 3}\n"), PASSED),
    "a list as a key of what nobody selects": (append(VALUES, "extra:\n  ? [a, b]\n  : c\n"), PASSED),
    # each of these leads to the model
    "the model again": (append(VALUES, f"model: {{digest: {EVIL}}}\n"), unreadable(VALUES, 65, MODEL_KEY)),
    "the model again, in other letters": (
        append(VALUES, f'"m\\x6fdel": {{digest: {EVIL}}}\n'),
        unreadable(VALUES, 65, MODEL_KEY),
    ),
    "the digest again, behind a key twice elsewhere": (
        steps(replace(VALUES, DIGEST, DIGEST + f"  digest: {EVIL}\n"), append(VALUES, "replicas: 3\n")),
        unreadable(VALUES, 10, "the key 'digest' appears twice in one mapping"),
    ),
    "a key twice above, which the model merges": (
        steps(
            insert(VALUES, 1, f"x: &x {{digest: {DIGEST.split()[1]}, digest: {EVIL}}}\n"),
            replace(VALUES, DIGEST, "  <<: *x\n"),
        ),
        unreadable(VALUES, 1, "the key 'digest' appears twice in one mapping"),
    ),
    "a merge of what cannot be merged, beside the model": (
        append(VALUES, "<<: *x\n"),
        unreadable(VALUES, 65, "the alias *x has no anchor"),
    ),
    "a list as a key beside the model, which is text for JavaScript": (
        append(VALUES, f"? [model]\n: {{digest: {EVIL}}}\n"),
        unreadable(VALUES, 65, "a mapping key has to be plain text"),
    ),
    "a directive above all of it": (
        insert(VALUES, 1, "%YAML 1.1\n---\n"),
        changed("fine_tuned_model", *((VALUES, line) for line in (8, 9, 10, 11, 21)))
        | changed("scope_enforcement", *((VALUES, line) for line in (22, 25, 26, 54, 55, 56, 57, 66)))
        | changed("system_prompt", (VALUES, 39), (VALUES, 40))
        | changed("output_filter", *((VALUES, line) for line in (43, 44, 45, 47, 48, 50, 51))),
    ),
}


def test_elsewhere(example: Repo) -> None:
    """What is wrong with a part of a file concerns the selectors that lead there."""
    for name, (edit, expected) in ELSEWHERE.items():
        edit(example)
        assert judged(example, head="WORKTREE") == expected, name
        example.git("checkout", "--quiet", "--", ".")
