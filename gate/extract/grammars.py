"""Which files tree-sitter reads, and with which grammar: the extra ``code``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

# ending -> (module, function that gives the language)
_GRAMMARS = {
    "ts": ("tree_sitter_typescript", "language_typescript"),
    "mts": ("tree_sitter_typescript", "language_typescript"),
    "cts": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "js": ("tree_sitter_javascript", "language"),
    "jsx": ("tree_sitter_javascript", "language"),
    "mjs": ("tree_sitter_javascript", "language"),
    "cjs": ("tree_sitter_javascript", "language"),
    "go": ("tree_sitter_go", "language"),
    "java": ("tree_sitter_java", "language"),
    "kt": ("tree_sitter_kotlin", "language"),
    "kts": ("tree_sitter_kotlin", "language"),
    "cs": ("tree_sitter_c_sharp", "language"),
    "rs": ("tree_sitter_rust", "language"),
    "rb": ("tree_sitter_ruby", "language"),
    "php": ("tree_sitter_php", "language_php"),
}
ENDINGS = frozenset(_GRAMMARS)


class GrammarMissingError(Exception):
    """The extra ``code`` is not installed, or has no grammar for this language on this machine."""


def root_of(ending: str, data: bytes) -> Any:
    """The root node of a source text. Raises GrammarMissingError."""
    return _parser(ending).parse(data).root_node


@cache
def _parser(ending: str) -> Any:
    module, function = _GRAMMARS[ending]
    try:
        core = import_module("tree_sitter")
        language = core.Language(getattr(import_module(module), function)())
        return core.Parser(language)
    except (ImportError, AttributeError, ValueError) as error:
        raise GrammarMissingError(str(error)) from None
