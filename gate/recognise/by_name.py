"""Values that are recognised by the name they are given to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.documents import Node
from gate.recognise.recogniser import Found, Tokens
from gate.recognise.vocabulary import is_evaluation, is_prompt, is_reference, is_source, surface_of, words

_PROMPT_FLAGS = frozenset(
    "system_prompt default_system system_prompt_override_file system_message chat_template".split()
)


def found_by_name(name: str, node: Node, tokens: Tokens, *, text: bool = True) -> Iterator[Found]:
    """The value of a variable, constant, default or option, where its name and its looks agree."""
    surface = surface_of(name, text=text)
    if surface is None:
        return
    if surface in ("output_filter", "scope_enforcement"):
        if node.children is not None or not is_source(node.value):
            for at, leaf in node.leaves(tokens):
                yield Found(surface, at, leaf)
    elif surface == "system_prompt":
        for at, leaf in node.leaves(tokens):
            if is_prompt(leaf.value):
                yield Found(surface, at, leaf)
    else:
        for at, leaf in node.leaves(tokens):
            if is_reference(leaf.value) and not is_source(leaf.value):
                main = not {"revision", "split", "config", "configs", "subset"} & {*words(name)}
                yield Found(surface, at, leaf, reference=main)
            elif (
                (leaf.value is None and name.isupper())
                or is_source(leaf.value)
                or (text and surface == "training_data" and _is_wording(name, leaf))
            ):
                yield Found(surface, at, leaf)


def _is_wording(name: str, node: Node) -> bool:
    """The text that stands in every training record."""
    return bool({"instruction", "prompt", "template"} & {*words(name)}) and is_prompt(node.value)


def flags(name: str, node: Node, tokens: Tokens) -> Iterator[Found]:
    """The value or values of a command line flag."""
    if not name.startswith("--"):
        return
    key = "_".join(words(name))
    if key in _PROMPT_FLAGS and isinstance(node.value, str):
        if key == "chat_template" and not re.search(r"[/{]|\.jinja", node.value):
            return  # the name of a template that the trainer knows
        yield Found("system_prompt", tokens, node)
        return
    surface = surface_of(name, text=False)
    if surface is None or is_evaluation(name):
        return
    for at, leaf in node.leaves(tokens):
        if leaf.value is True:
            continue
        value = leaf.value
        main = is_reference(value) and any(c.isalpha() for c in str(value))
        yield Found(surface, at, leaf, reference=main and not is_source(value))
