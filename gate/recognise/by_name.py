"""Values that are recognised by the name they are given to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from gate.documents import Node
from gate.documents.node import Repeated
from gate.recognise.options import recipe_surface, serves, serving_surface, trains
from gate.recognise.recogniser import Found, Tokens
from gate.recognise.revisions import is_revision, normal, revision_of
from gate.recognise.vocabulary import is_evaluation, is_prompt, is_reference, is_source, surface_of, words

_MODEL_FLAGS = frozenset(("-hf", "-hfr", "-m", "--hf_repo", "--model_url"))  # of llama.cpp
_SHORT = {"-c": "ctx_size", "-n": "n_predict"}  # of llama.cpp, too
HAS_MODEL = ""  # beside the normal names of what stands around a command: a model does
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


def command_line(given: Mapping[str, Node], tokens: Tokens, around: Mapping[str, str] | None = None) -> Iterator[Found]:
    """What the flags of a command say of its model and data, each with the revision that goes with it.

    ``given`` are the flags as `gate.documents.arguments` names them; ``around`` are values beside the command, by names
    in normal form: variables that its program reads.
    """
    names = [name for name in given if name.startswith("-")]
    short = _SHORT if any(_names_weights(name, given[name]) for name in names) else {}
    options = recipe_surface if trains(names) else serving_surface if short or serves(names) else None
    revisions = {normal(name): node for name, node in given.items()}
    has_model = HAS_MODEL in (around or {})
    for name in names:
        node = given[name]
        surface = options(short.get(name, name)) if options else None
        if surface is not None and name not in ("--chat_template", "--template"):
            for at, leaf in node.leaves((*tokens, name)):
                yield Found(surface, at, leaf)
            continue
        for found in flags(name, node, (*tokens, name)):
            has_model = has_model or found.surface == "base_model"
            yield _with_revision(found, name, node, revisions, around or {}) if found.reference else found
    if has_model:
        for name in names:
            if is_revision(name):
                yield from (Found("base_model", at, leaf) for at, leaf in given[name].leaves((*tokens, name)))


def _with_revision(
    found: Found, name: str, node: Node, revisions: Mapping[str, Node], around: Mapping[str, str]
) -> Found:
    """The reference with what pins it: of a flag that occurs several times, in the order of its values."""
    index = int(found.tokens[-1]) if isinstance(node, Repeated) and found.tokens[-1].isdigit() else None

    def value_of(wanted: str) -> str | None:
        beside = revisions.get(wanted)
        if beside is not None and isinstance(beside, Repeated) and index is not None:
            beside = beside.child(str(index))
        if beside is not None and isinstance(beside.value, str) and not is_source(beside.value):
            return beside.value
        return around.get(wanted)

    revision, _ = revision_of(name, found.surface, value_of)
    return replace(found, revision=revision, pin="--revision" if found.surface == "base_model" else "")


def flags(name: str, node: Node, tokens: Tokens) -> Iterator[Found]:
    """The value or values of a command line flag."""
    if not name.startswith("--") and name not in ("-hf", "-hfr", "-m"):
        return
    key = "_".join(words(name))
    if key in _PROMPT_FLAGS and isinstance(node.value, str):
        if key == "chat_template" and not re.search(r"[/{]|\.jinja", node.value):
            return  # the name of a template that the trainer knows
        yield Found("system_prompt", tokens, node)
        return
    surface = "base_model" if name in _MODEL_FLAGS else surface_of(name, text=False)
    if surface is None or is_evaluation(name) or (name == "-m" and not _is_weights(node)):
        return
    for at, leaf in node.leaves(tokens):
        if leaf.value is True:
            continue
        value = leaf.value
        main = is_reference(value) and any(c.isalpha() for c in str(value))
        yield Found(surface, at, leaf, reference=main and not is_source(value))


def _names_weights(name: str, node: Node) -> bool:
    """Whether a flag is llama.cpp's for a model: ``-m`` is that of many programs, and ``-n`` of a test in a shell."""
    return name in _MODEL_FLAGS and (name != "-m" or any(_is_weights(leaf) for _, leaf in node.leaves()))


def _is_weights(node: Node) -> bool:
    return isinstance(node.value, str) and node.value.endswith((".gguf", ".safetensors"))
