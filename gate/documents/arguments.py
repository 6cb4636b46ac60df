"""Command-line flags inside structured files: in a block of text, or in a list of words."""

from __future__ import annotations

from gate.documents.node import DocumentError, Node
from gate.documents.shell_nodes import commands
from gate.documents.shell_words import Word, flags
from gate.values.regex import regex

_LOOKS = regex(r"(?:^|\s)(?:--[A-Za-z]|-hfr?\s|-m\s+\S+\.gguf|(?:\S*/)?vllm\s+serve\s)")
_GIVEN = regex(r"-[a-z]{0,4}c")
_SHELLS = ("sh", "bash", "dash", "ash", "zsh")
_SHORT = ("-hf", "-hfr", "-m")  # of llama.cpp, for its model


def arguments(node: Node) -> dict[str, Node] | None:
    """The flags of a text or of a list of words, as `shell_nodes` names them; None where it has none."""
    root = Node(node.line, node.end_line, children={})
    try:
        if isinstance(node.value, str) and node.children is None:
            if not _LOOKS.search(node.value):
                return None
            for number, line in enumerate(_inside(_placed(node, node.value))):
                flags(root, line, number)
        elif isinstance(node.children, list) and (
            any(_is_flag(child) for child in node.children) or _serves(node.children)
        ):
            words: list[Word] = []
            for child in node.children:
                if child.children is not None:
                    return None
                text = str(child.value)
                split = _is_flag(child) and " " in text and "=" not in text.partition(" ")[0]
                words += [w for line in _placed(child, text) for w in line] if split else [_word(child, text)]
            flags(root, words)
    except DocumentError:
        return None
    return root.children if isinstance(root.children, dict) and root.children else None


def _is_flag(node: Node) -> bool:
    return isinstance(node.value, str) and (node.value.startswith("--") or node.value in _SHORT)


def _serves(nodes: list[Node]) -> bool:
    """``[vllm, serve, MODEL]``, or ``[serve, MODEL]`` where the image says the rest."""
    texts = [str(node.value) for node in nodes[:3] if node.children is None]
    return "serve" in texts[:2] and len(texts) > texts.index("serve") + 1


def _inside(lines: list[list[Word]]) -> list[list[Word]]:
    """The commands, and those that a shell among them is given as a text (``sh -c "..."``)."""
    found: list[list[Word]] = []
    for line in lines:
        found.append(line)
        for index, word in enumerate(line[1:-1], 1):
            if _GIVEN.fullmatch(word.text) and line[index - 1].text.rpartition("/")[2] in _SHELLS:
                given = line[index + 1]
                inner = commands(given.text)
                for one in (one for command in inner for one in command):
                    one.line, one.end_line = given.line, given.end_line
                found += inner
    return found


def _word(node: Node, text: str) -> Word:
    return Word(text, text, node.line, node.end_line)


def _placed(node: Node, text: str) -> list[list[Word]]:
    """The commands of a text on the lines of the file, as far as the text has its lines there one by one."""
    lines = text.rstrip("\n").count("\n") + 1
    first = node.end_line - lines + 1
    exact = node.line <= first <= node.line + 1 and (lines > 1 or node.line == node.end_line)
    found = commands(text)
    for word in (word for line in found for word in line):
        word.line = first + word.line - 1 if exact else node.line
        word.end_line = first + word.end_line - 1 if exact else node.end_line
    return found
