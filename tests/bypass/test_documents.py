"""The pull request plays on how YAML and JSON are read: one text, two meanings."""

from __future__ import annotations

import pytest

from tests.bypass.wall import (
    CONFIG,
    DISPOSITION,
    PROMPT,
    RAILS,
    STALE,
    TOOLS,
    TRAIN,
    Edit,
    Outcome,
    append,
    attempt,
    blocked,
    changed,
    insert,
    move,
    on_main,
    recode,
    replace,
    steps,
    unreadable,
    unreviewed,
    write,
)
from tests.command import EVIDENCE
from tests.repo import Repo

BOMB = "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]\n" if n else "k0: &k0 [x]\n" for n in range(9))
RATE = "learning_rate: 0.0001\n"
JSON = "guardrails/limits.json"
LIMITS = '{"max": 12, "rate": 0.5, "on": true, "id": 90071992547409931, "words": ["a", "b"]}\n'
FLOWS = """\
      - mask sensitive data on input
      - self check input
"""
EXTRA = "guardrails/extra.yml"


def rate(new: str) -> Edit:
    return replace(TRAIN, RATE, new)


def rewritten(old: str, new: str, path: str = EXTRA) -> Edit:
    """A file that was reviewed with one content, and has another."""
    return steps(on_main(write(path, old)), write(path, new))


# a list of documents has none of the keys that the selectors name
SEVERAL = unreviewed((TRAIN, 5)) | blocked(
    *(("artefact-stale", f"{EVIDENCE}/{kind}.yaml", 3) for kind in {*STALE["training_data"], *STALE["base_model"]}),
    ("disposition-stale", DISPOSITION, 3),
    ("looks-like-a-surface", TRAIN, 25),
    ("reassessment-required", TRAIN, None),
    ("selector-unmatched", CONFIG, 8),
    ("surface-empty", CONFIG, 4),
)
ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "a key twice": (
        rate(RATE + "learning_rate: 0.1\n"),
        unreadable(TRAIN, 82, "the key 'learning_rate' appears twice in one mapping"),
    ),
    "a key twice, once in quotes": (
        rate(RATE + '"learning_rate": 0.1\n'),
        unreadable(TRAIN, 82, "the key 'learning_rate' appears twice in one mapping"),
    ),
    "a key twice, once escaped": (
        rate(RATE + '"learning\\x5frate": 0.1\n'),
        unreadable(TRAIN, 82, "the key 'learning_rate' appears twice in one mapping"),
    ),
    "a merge key that overrides": (
        rate("<<: {learning_rate: 0.1}\n"),
        changed("training_recipe", (TRAIN, 81)) | unreviewed((TRAIN, 81)),
    ),
    "two merge keys, of which the last counts": (
        rate("<<: {learning_rate: 0.0001}\n<<: {learning_rate: 0.1}\n"),
        unreadable(TRAIN, 82, "the key '<<' appears twice in one mapping"),
    ),
    "a merge key of a list, of which the first counts": (
        rate("<<: [{learning_rate: 0.1}, {learning_rate: 0.0001}]\n"),
        unreadable(
            TRAIN, 81, "two mappings under '<<' set 'learning_rate', and readers of YAML disagree about which counts"
        ),
    ),
    "a key of another type": (
        rewritten("50256: -100\n", '"50256": -100\n'),
        changed("output_filter", ("guardrails/extra.yml", 1)),
    ),
    "one key in two spellings": (
        rewritten("a: {16: reviewed}\n", "a: {16: reviewed, 0x10: evil}\n"),
        unreadable("guardrails/extra.yml", 1, "the key '0x10' appears twice in one mapping"),
    ),
    "an alias to another anchor": (
        replace(TRAIN, "learning_rate: 0.0001", "_evil: &rate 0.1\nlearning_rate: *rate"),
        changed("training_recipe", (TRAIN, 81)) | unreviewed((TRAIN, 81)),
    ),
    "an anchor that is given again": (
        replace(TRAIN, "learning_rate: 0.0001", "_a: &rate 0.0001\n_b: &rate 0.1\nlearning_rate: *rate"),
        changed("training_recipe", (TRAIN, 82)) | unreviewed((TRAIN, 81)),
    ),
    "an alias without an anchor": (
        rate("learning_rate: *none\n"),
        unreadable(TRAIN, 81, "the alias *none has no anchor"),
    ),
    "an alias inside of its anchor": (
        rate("learning_rate: &a [*a]\n"),
        unreadable(TRAIN, 81, "the alias *a stands inside its own anchor"),
    ),
    "a billion laughs": (
        append(TRAIN, BOMB),
        unreadable(TRAIN, 107, "more than 500,000 values once aliases are expanded"),
    ),
    "a tag that builds an object": (
        rate("learning_rate: !!python/object/apply:os.system [id]\n"),
        unreadable(TRAIN, 81, "the tag !!python/object/apply:os.system would build an object"),
    ),
    "the same by a directive": (
        insert(TRAIN, 1, "%TAG ! tag:yaml.org,2002:python/\n---\n_x: !object/apply:os.system [id]\n"),
        unreadable(TRAIN, 3, "the tag !!python/object/apply:os.system would build an object"),
    ),
    "a tag that makes text of a number": (
        rate("learning_rate: !!str 0.0001\n"),
        changed("training_recipe", (TRAIN, 81)),
    ),
    "a tag of one's own": (rate("learning_rate: !env 0.0001\n"), changed("training_recipe", (TRAIN, 81))),
    "the text of a tag in place of the tag": (
        rewritten("rails: !include a.yml\n", 'rails: "!include a.yml"\n'),
        changed("output_filter", ("guardrails/extra.yml", 1)),
    ),
    "the key of a tag in place of the tag": (
        rewritten("rails: !x {a: 1}\n", 'rails: {"!x": {a: 1}}\n'),
        changed("output_filter", ("guardrails/extra.yml", 1)),
    ),
    "a second document": (
        append(TRAIN, "---\nlearning_rate: 0.1\n"),
        SEVERAL,
    ),
    "a second document after its end": (
        append(TRAIN, "...\n---\nlearning_rate: 0.1\n"),
        SEVERAL,
    ),
    "documents in place of a list": (
        rewritten("- a\n- b\n", "a\n---\nb\n"),
        changed("output_filter", ("guardrails/extra.yml", 1), ("guardrails/extra.yml", 3)),
    ),
    "the version of another schema": (
        rewritten("on: 1_000\n", 'on: "1_000"\n'),
        changed("output_filter", ("guardrails/extra.yml", 1)),
    ),
    "yes for true": (
        replace(TRAIN, "load_in_4bit: true", "load_in_4bit: yes"),
        changed("training_recipe", (TRAIN, 13)),
    ),
    "octal by one version only": (
        rewritten("max: 12\n", "max: 014\n"),
        changed("output_filter", ("guardrails/extra.yml", 1)),
    ),
    "a sexagesimal number": (
        rewritten("max: 90\n", "max: 1:30\n"),
        changed("output_filter", ("guardrails/extra.yml", 1)),
    ),
    "an exponent that is text by one version": (
        rewritten('rate: "1e-4"\n', "rate: 1e-4\n"),
        changed("output_filter", ("guardrails/extra.yml", 1)),
    ),
    "a date in quotes": (
        rewritten("until: 2026-12-31\n", 'until: "2026-12-31"\n'),
        changed("output_filter", ("guardrails/extra.yml", 1)),
    ),
    "infinity in quotes": (
        rewritten("max: .inf\n", 'max: ".inf"\n'),
        changed("output_filter", ("guardrails/extra.yml", 1)),
    ),
    "a large number in quotes": (
        rewritten("id: 90071992547409931\n", 'id: "90071992547409931"\n'),
        changed("output_filter", ("guardrails/extra.yml", 1)),
    ),
    "a mapping in place of a list": (
        replace(RAILS, FLOWS, FLOWS.replace("- mask", "0: mask").replace("- self", "1: self")),
        changed("output_filter", (RAILS, 48), (RAILS, 49)),
    ),
    "a set in place of a mapping": (
        rewritten("a: {x: null}\n", "a: !!set {x: null}\n"),
        changed("output_filter", ("guardrails/extra.yml", 1)),
    ),
    "another order of the rails": (
        replace(RAILS, FLOWS, "".join(reversed(FLOWS.splitlines(keepends=True)))),
        changed("output_filter", (RAILS, 48)),
    ),
    "a rail as a comment": (
        replace(RAILS, "      - self check input\n", "      # - self check input\n"),
        changed("output_filter", (RAILS, None)),
    ),
    "a next line": (
        insert(TOOLS, 2, "# \x85evil: 1\n"),
        unreadable(TOOLS, 2, "the character U+0085 ends a line for some readers of YAML only"),
    ),
    "a line separator": (
        insert(TOOLS, 2, "# \u2028evil: 1\n"),
        unreadable(TOOLS, 2, "the character U+2028 ends a line for some readers of YAML only"),
    ),
    "a paragraph separator in a value": (
        rate("learning_rate: '0.0001\u2029'\n"),
        unreadable(TRAIN, 81, "the character U+2029 ends a line for some readers of YAML only"),
    ),
    "a key behind a carriage return": (
        insert(TOOLS, 2, "# harmless\rdefault_: allow\n"),
        unreadable(TOOLS, 2, "a carriage return alone ends a line for some readers of YAML only"),
    ),
    "a tabulator": (rate("learning_rate:\t0.1\n"), changed("training_recipe", (TRAIN, 81))),
    "a byte-order mark in the middle": (
        rate("\ufefflearning_rate: 0.0001\n"),
        unreadable(TRAIN, 81, "a byte-order mark inside of the file is text for some readers of YAML only"),
    ),
    "UTF-16": (recode(TRAIN, "utf-16"), unreadable(TRAIN, 1, "the file is not UTF-8 text")),
    "UTF-16 of a text": (recode(PROMPT, "utf-16"), changed("system_prompt", (PROMPT, 1))),
    "a NUL": (
        append(TRAIN, "\0"),
        unreadable(TRAIN, 1, "not valid YAML: unacceptable character #x0000: control characters are not allowed"),
    ),
    "no UTF-8": (append(TRAIN, b"# \xff\n"), unreadable(TRAIN, 102, "the file is not UTF-8 text")),
    "half a surrogate": (
        rewritten(LIMITS, LIMITS.replace("true", '"\\ud800"'), JSON),
        unreadable("guardrails/limits.json", 1, "not valid JSON: half of a surrogate pair"),
    ),
    "too deep": (
        append(TRAIN, "x: " + "[" * 5000 + "]" * 5000 + "\n"),
        unreadable(TRAIN, 102, "nested deeper than 100 levels"),
    ),
    "too deep a JSON": (
        write(JSON, '{"a":' * 5000 + "1" + "}" * 5000),
        unreadable("guardrails/limits.json", 1, "nested deeper than 100 levels"),
    ),
    "too large": (
        append(TRAIN, "#" * (9 << 20)),
        unreadable(TRAIN, 1, "the file has 9,440,000 bytes; a structured file may have 8,388,608"),
    ),
    "a JSON key twice": (
        rewritten(LIMITS, LIMITS.replace('"max": 12', '"max": 12, "max": 99'), JSON),
        unreadable("guardrails/limits.json", 1, "the key 'max' appears twice in one object"),
    ),
    "a JSON key twice, once escaped": (
        rewritten(LIMITS, LIMITS.replace('"max": 12', '"max": 12, "m\\u0061x": 99'), JSON),
        unreadable("guardrails/limits.json", 1, "the key 'max' appears twice in one object"),
    ),
    "a comment in JSON": (
        rewritten(LIMITS, LIMITS.replace("{", "{/* */", 1), JSON),
        unreadable("guardrails/limits.json", 1, "not valid JSON: a key in double quotes is missing"),
    ),
    "NaN in JSON": (
        rewritten(LIMITS, LIMITS.replace("0.5", "NaN"), JSON),
        unreadable("guardrails/limits.json", 1, "not valid JSON: a value is missing"),
    ),
    "a number beyond all numbers": (
        rewritten(LIMITS, LIMITS.replace("0.5", "1e999"), JSON),
        changed("output_filter", ("guardrails/limits.json", 1)),
    ),
    "that number in quotes": (
        rewritten('{"a": 1e999}\n', '{"a": "1e999"}\n', JSON),
        changed("output_filter", ("guardrails/limits.json", 1)),
    ),
    "a JSON number of 5,000 digits": (
        rewritten(LIMITS, LIMITS.replace("12", "1" * 5000), JSON),
        changed("output_filter", ("guardrails/limits.json", 1)),
    ),
    "a JSON number in quotes": (
        rewritten(LIMITS, LIMITS.replace("90071992547409931", '"90071992547409931"'), JSON),
        changed("output_filter", ("guardrails/limits.json", 1)),
    ),
    "JSON text after the value": (
        rewritten(LIMITS, LIMITS + "{}\n", JSON),
        unreadable("guardrails/limits.json", 2, "not valid JSON: text after the value"),
    ),
    "a JSON mapping in place of a list": (
        rewritten(LIMITS, LIMITS.replace('["a", "b"]', '{"0": "a", "1": "b"}'), JSON),
        changed("output_filter", ("guardrails/limits.json", 1)),
    ),
    "a JSON list as a mapping in another file type": (
        steps(on_main(write(JSON, LIMITS)), move(JSON, EXTRA)),
        changed("output_filter", ("guardrails/extra.yml", 1), ("guardrails/limits.json", None)),
    ),
    "a TOML date in quotes": (
        rewritten("a = 2026-12-31\n", 'a = "2026-12-31"\n', "guardrails/x.toml"),
        changed("output_filter", ("guardrails/x.toml", 1)),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
