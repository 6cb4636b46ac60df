"""Other ways to write a command-line flag, and other words that can set it.

argparse and optparse of Python and getopt_long(3) take any unambiguous beginning of a long flag for the flag
(argparse: ``allow_abbrev``, on by default). ``--no-NAME`` switches it off for argparse (``BooleanOptionalAction``) and
Click, ``--noNAME`` for Abseil. A short flag is by custom the first letter of the long one, its value may follow
without a blank, and Go's ``flag`` reads ``-name`` as ``--name``. Abseil and gflags read more flags from
``--flagfile`` and from variables (``--fromenv``), argparse from ``@FILE`` (``fromfile_prefix_chars``). Behind ``--``
nothing is a flag (POSIX.1-2017, 12.2, guideline 10).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gate.documents.node import Node, Repeated

FILE = "@"  # words that name a file of further arguments
END = "--"  # the word behind which nothing is a flag
_SOURCES = frozenset(("--flagfile", "--fromenv", "--tryfromenv", FILE))

Place = tuple[int, int]


class Flag(Node):
    """The value of a flag; ``place`` is the number of its command in the file, and of its word in that."""

    __slots__ = ("place",)
    place: Place


def spelled(flags: Mapping[str, Node], flag: str) -> Node | None:
    """The value of a long flag, None where it has none.

    Where its commands have it, or can set it, in other words, too, it is the list of all of them, in their order.
    """
    rows = [row for name in flags if name == flag or _is_long_form(name, flag) for row in _rows(name, flags[name])]
    last = dict(sorted(place for place, _, _ in rows))
    for name in flags:
        if name == END or name in _SOURCES or _is_short_form(name, flag):
            rows += [row for row in _rows(name, flags[name]) if row[0][0] in last]
    # what is behind the last flag of a command takes nothing away from it
    rows = sorted(
        (row for row in rows if row[1] != END or row[0][1] < last[row[0][0]]),
        key=lambda row: row[:2],
    )
    if all(name == flag for _, name, _ in rows):
        return flags.get(flag)
    nodes = [Node(n.line, n.end_line, children={f"{name} {n.kind}".rstrip(): n}) for _, name, n in rows]
    return Node(nodes[0].line, max(node.end_line for node in nodes), children=list(nodes))


def _is_long_form(name: str, flag: str) -> bool:
    """Whether one long flag can be meant by another word; both have ``_`` for ``-`` inside of them."""
    given, bare = name.removeprefix("--"), flag.removeprefix("--").removeprefix("no_")
    if given == name or not given or name in _SOURCES:
        return False
    forms = (given, given.removeprefix("no_"), given.removeprefix("no"))
    return any(form and bare.startswith(form) for form in forms)


def _is_short_form(name: str, flag: str) -> bool:
    return name[:1] == "-" and name[1:2].lower() == flag.removeprefix("--")[:1].lower()


def _rows(name: str, node: Node) -> Iterator[tuple[Place, str, Node]]:
    nodes = node.children if isinstance(node, Repeated) and isinstance(node.children, list) else [node]
    for one in nodes:
        yield one.place if isinstance(one, Flag) else (0, 0), name, one
