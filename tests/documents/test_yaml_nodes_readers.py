"""What readers of YAML disagree about is a part of what is read, or is refused. Each row was found by asking them."""

from __future__ import annotations

import pytest

from gate.documents import DocumentError, parse
from gate.values.canonical import canonical_json


def state(text: str) -> object:
    """What a state says of a file, less its places."""
    node = parse(text.encode(), "yaml")
    rows = {(tokens, canonical_json([leaf.plain(), node.kinds(tokens)])) for tokens, leaf in node.leaves()}
    return canonical_json([node.kind, node.plain()]), rows


# of each pair, some reader gets other values, or none
APART = {
    "y is true for go-yaml v2": ("a: y", "a: 'y'"),
    "n is false for go-yaml v2": ("a: n", "a: 'n'"),
    "a key y is 'true' for Kubernetes": ("y: a", "'y': a"),
    "a spelling of true that a string field keeps": ("a: True", "a: true"),
    "a number that a string field keeps": ("a: 1.10", "a: 1.1"),
    "0x10 in a string field": ("a: 0x10", "a: 16"),
    "0o17 is octal by YAML 1.2": ("a: 0o17", "a: '0o17'"),
    "0b1 is binary by YAML 1.1": ("a: 0b1", "a: '0b1'"),
    "1e3 is a number by YAML 1.2": ("a: 1e3", "a: '1e3'"),
    "1_000 is a number by YAML 1.1": ("a: 1_000", "a: '1_000'"),
    "underscores anywhere, for go-yaml": ("a: 1__0_", "a: '1__0_'"),
    "sexagesimal": ("a: 1:30", "a: '1:30'"),
    "infinity": ("a: .inf", "a: '.inf'"),
    "a dot is no number for npm yaml with %YAML 1.1": ("a: .", "a: '.'"),
    "a value by YAML 1.1": ("a: =", "a: '='"),
    "a merge key as a value": ("a: <<", "a: '<<'"),
    "a timestamp": ("a: 2024-01-02", "a: '2024-01-02'"),
    "beyond the precision of JavaScript": ("a: 9007199254740993", "a: 9007199254740992"),
    "beyond every number": ("a: 1.0e+400", "a: .inf"),
    "zero below zero": ("a: -0.0", "a: 0.0"),
    "zero below zero, whole": ("a: -0", "a: 0"),
    "the tag that is none": ("a: ! 1", "a: '1'"),
    "one version and the other": ("%YAML 1.1\n---\na: b", "%YAML 1.2\n---\na: b"),
    "a block at the end without a line end": ("a: |\n  b", "a: |-\n  b\n"),
    "blanks behind a block that keeps its line ends": ("a: >+\n  b\n\n  ", "a: >+\n  b\n\n"),
    "a blank line in front of a block": ("a: |\n \n\n  b\n", "a: |\n\n\n  b\n"),
    "a blank line in front of a block, as deep as it or not": ("a: |-\n \n  b\n", "a: |-\n \n b\n"),
    "a block whose header stands at its parent": ("a:\n|2\n   b\n", 'a: " b\\n"\n'),
    "a comment right behind a header": ("a: |2#\n   b\n", 'a: " b\\n"\n'),
    "a comment right behind quotes": ('a: "b"#c', 'a: "b"'),
    "a tab behind a colon": ("a:\tb", "a: b"),
    "a tab inside of plain text": ("a: b\tc", 'a: "b\\tc"'),
    "a tab on a line of its own": ("a: b\n \t\nc: d", "a: b\nc: d"),
    "a line of quotes that stands at its parent": ('a: "b\nc"', 'a: "b c"'),
    "a bracket that stands at its parent": ("a: [\n  b\n]", "a: [b]"),
    "a blank before a line end in quotes": ("a: 'b \n\n  c'", "a: 'b\n\n  c'"),
    "a line end that is escaped": ('a: "b\\\n \n  "', 'a: "b\\n"'),
    "a slash that is escaped": ('a: "\\/"', 'a: "/"'),
    "text over several lines that is all there is": ("  b\n c", "b c"),
    "a dash between brackets": ("a: {b: -}", "a: {b: '-'}"),
    "a question mark between brackets": ("{?a: b}", "{'?a': b}"),
    "a question mark at the end, between brackets": ("[a?]", "['a?']"),
    "an empty item with a comment": ("a:\n  - - b\n    -  # c\n  - d", "a:\n  - - b\n    - null\n  - d"),
    "a key right behind its question mark": ("[{?b: c}]", "[{b: c}]"),
    "blanks at the end of a block": ("a: |2\n   b\n  \n   \n", 'a: " b\\n\\n \\n"'),
    "an exponent alone": ("a: e2", "a: 'e2'"),
    "an anchor that is given again": ("a: &x b\nc: &x d", "a: &x b\nc: d"),
    "an anchor on a key": ("&x a: b", "a: b"),
    "documents that end twice": ("a: b\n...\n...\n", "a: b\n"),
    "a comment is no document": ("# a\n", "null\n"),
    "nothing is no document": ("", "null\n"),
    # merge keys
    "what is merged against what is written": ("<<: {a: b}", "a: b"),
    "a merge key in quotes": ("'<<': {a: b}", "<<: {a: b}"),
    "a value that is overridden": ("<<: {a: b}\na: c", "<<: {a: d}\na: c"),
    "a merge key whose values are all overridden": ("<<: {a: b}\na: c", "a: c"),
    "a mapping against a list of one": ("<<: {a: b}", "<<: [{a: b}]"),
    "the order of a list": ("<<: [{a: b}, {c: d}]", "<<: [{c: d}, {a: b}]"),
    "a merge key in a merge key": ("<<: {<<: {a: b}}", "<<: {a: b}"),
    "nothing merged": ("<<: {}\na: b", "a: b"),
}


# no reader that was asked tells these apart; others may
CAUTIOUS = {
    "a tag that says what it is": ("a: !!str b", "a: b"),
    "a tag of a mapping": ("a: !!map {b: c}", "a: {b: c}"),
    "a tag around quotes": ('a: !!int "5"', "a: 5"),
    "the version of YAML": ("%YAML 1.1\n---\na: b", "---\na: b"),
    "a handle for tags": ("%TAG !e! tag:x,2000:\n---\na: b", "---\na: b"),
    "a colon between brackets": ("[a:b]", "['a:b']"),
    "a merge key below what it sets, to the same": ("a: b\n<<: {a: b}", "<<: {a: b}\na: b"),
}


@pytest.mark.parametrize("name", [*APART, *CAUTIOUS])
def test_what_one_reader_reads_otherwise_is_a_change(name: str) -> None:
    one, other = {**APART, **CAUTIOUS}[name]
    assert state(one) != state(other)


def test_a_mapping_that_is_overridden_counts_at_what_overrides_it() -> None:
    """go-yaml v2 adds to a struct what the merged mapping has: a pointer to the mapping has to see it."""
    texts = ["<<: {a: {b: 1}}\na: {c: 1}", "<<: {a: {b: 2}}\na: {c: 1}", "a: {c: 1}"]
    assert len({str(parse(text.encode(), "yaml").kinds(("a", "c"))) for text in texts}) == 3


def test_a_value_that_is_merged_says_so() -> None:
    """For npm yaml and js-yaml 5 it is not there."""
    assert parse(b"<<: {a: {c: 1}}", "yaml").kinds(("a", "c")) == [["a", "merged"]]


SAME = {
    "a merge key anywhere, where nothing collides": ("a: b\n<<: {c: d}", "<<: {c: d}\na: b"),
    "an alias against what it stands for": ("x: &x {a: b}\ny:\n  <<: *x\n  c: d", "x: {a: b}\ny: {<<: {a: b}, c: d}"),
    "spellings of null": ("a: ~", "a:"),
    "quotes": ("a: 'b c'", 'a: "b c"'),
    "a list in brackets": ("a: [b, c]", "a:\n- b\n- c\n"),
    "plain text that goes on": ("a: b\n  c", "a: b c"),
    "quotes that go on": ('a: "b\n  c"', 'a: "b c"'),
    "a block": ("a: |\n  b\n  c\n", 'a: "b\\nc\\n"'),
    "comments": ("# a\na: b # \tc\n\n", "a: b"),
    "an explicit key": ("? a\n: b", "a: b"),
    "the end of a line": ("a: |\r\n  b\r\nc: d\r\n", "a: |\n  b\nc: d\n"),
    "a document's marks": ("---\na: b\n...\n", "a: b"),
}


@pytest.mark.parametrize("name", SAME)
def test_what_all_readers_read_alike_is_no_change(name: str) -> None:
    one, other = SAME[name]
    assert state(one) == state(other)


REFUSED = {
    "below a key that it sets": (
        "a: 1\n<<: {a: 2}",
        2,
        "'a' is set here and again by a '<<' below it; readers of YAML disagree about which counts",
        "Move the '<<' above 'a', or leave 'a' out of one of the two.",
    ),
    "below a key that it sets, through an alias": (
        "x: &x\n  a: 2\nb:\n  a: 1\n  <<: *x",
        5,
        "'a' is set here and again by a '<<' below it; readers of YAML disagree about which counts",
        "Move the '<<' above 'a', or leave 'a' out of one of the two.",
    ),
    "below a key that it sets, through another merge key": (
        "x: &x {<<: {a: 2}}\nb: {a: 1, <<: *x}",
        2,
        "'a' is set here and again by a '<<' below it; readers of YAML disagree about which counts",
        "Move the '<<' above 'a', or leave 'a' out of one of the two.",
    ),
    "to a value of another spelling": (
        "a: 1\n<<: {a: 0x1}",
        2,
        "'a' is set here and again by a '<<' below it; readers of YAML disagree about which counts",
        "Move the '<<' above 'a', or leave 'a' out of one of the two.",
    ),
    "two of a list": (
        "<<: [{ab: 1}, {ab: 2}]",
        1,
        "two mappings under '<<' set 'ab', and readers of YAML disagree about which counts",
        "Leave 'ab' out of one of them, or write it below the '<<'.",
    ),
    "a key that is another one for some": (
        "<<: {1: a}\n'1': b",
        1,
        "some readers of YAML take '1', which '<<' sets, for another key of the mapping",
        "Leave out one of the two.",
    ),
    "an alias for a list": (
        "x: &x [{a: 1}]\ny: {<<: *x}",
        2,
        "an alias under '<<' stands for a list",
        "Write the list there, of aliases.",
    ),
    "a tag in front of it": ("!!merge <<: {a: 1}", 1, "the key '<<' has a tag", "Write the key without it."),
    "an anchor in front of it": ("&x <<: {a: 1}", 1, "the key '<<' has an anchor", "Write the key without it."),
    "an anchor that goes on for some": ("- &1:30", 1, "':' directly follows &1", "Put a blank between them."),
    "text": ("<<: a", 1, "'<<' merges mappings only", "Merge a mapping or a list of them."),
    "a set": ("<<: !!set {a}", 1, "'<<' merges mappings only", "Merge a mapping or a list of them."),
    "a key '<<' of what is merged": ("<<: {'<<': 1}", 1, "'<<' merges a key '<<'", "Name that key otherwise."),
    "two keys that are one for some": (
        "on: a\ny: b",
        2,
        "the key 'y' appears twice in one mapping",
        "Keep one of the two.",
    ),
    "true and 1, which are one key for Python": (
        "true: a\n1: b",
        2,
        "the key '1' appears twice in one mapping",
        "Keep one of the two.",
    ),
    "an empty key": ("?\n: a", 1, "a mapping key is empty", 'Write the key, or "".'),
    "a key over two lines": (
        "? a\n  b\n: c",
        1,
        "the key 'a b' is not written on one line",
        "Write it on one line, without '\\/'.",
    ),
    "a byte-order mark in the middle": (
        "a: b\n\ufeffc: d",
        2,
        "a byte-order mark inside of the file is text for some readers of YAML only",
        r'Take it out, or write it as "\uFEFF" in double quotes.',
    ),
    "a carriage return alone": (
        "a: b\rc: d",
        1,
        "a carriage return alone ends a line for some readers of YAML only",
        "End the line with a line feed.",
    ),
    "text that looks like the end of a document": (
        "---a: b",
        1,
        "'---a' looks like the end of a document",
        "Put it in quotes.",
    ),
    "a line that looks like a directive": (
        'a: "b\n%c"',
        2,
        "a line starts with '%' as a directive does",
        "Indent the line.",
    ),
    "an anchor inside of another": (
        "a: &x {b: &x 1}",
        1,
        "the anchor &x stands inside another of that name",
        "Rename one.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_recorded_is_refused(name: str) -> None:
    text, line, message, remedy = REFUSED[name]
    with pytest.raises(DocumentError) as caught:
        parse(text.encode(), "yaml")
    error = caught.value
    assert (error.line, error.message, error.remedy) == (line, message, remedy)


ORDINARY = {
    "docker compose": "x-env: &env\n  A: 1\n  B: x\nservices:\n  api:\n    environment:\n      <<: *env\n      A: 2\n",
    "several at once": "p: &p {a: 1}\nq: &q {b: 2}\nr:\n  <<: [*p, *q]\n  c: 3\n",
    "GitLab": ".base: &base\n  variables: {A: b}\njob:\n  <<: *base\n  variables: {C: d}\n  script: [make]\n",
    "an override for all of a list": "p: &p {a: 1}\nq: &q {a: 2}\nr:\n  <<: [*p, *q]\n  a: 3\n",
}


@pytest.mark.parametrize("name", ORDINARY)
def test_merge_keys_above_what_overrides_them_are_read(name: str) -> None:
    import yaml

    assert parse(ORDINARY[name].encode(), "yaml").plain() == yaml.safe_load(ORDINARY[name])
