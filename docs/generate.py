"""Writes docs/reference/ and the table of the rules in docs/policies.md, from what the gate itself has.

The reference has each command, each rule and each key of the configuration. The pages are committed, so that they can
be read where the repository is; a test says when they are out of step.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from gate.cli import cli
from gate.commands.policy import FRAMEWORKS
from gate.derive import readers
from gate.derive.locks import FRAMEWORKS as LIBRARIES
from gate.derive.meanings import aliases
from gate.documents.comments.inert import INERT
from gate.documents.comments.readers import FIRST, HEADERS, READERS, TEMPLATES
from gate.documents.comments.row import Row
from gate.documents.schema import expanded
from gate.policy import load_builtin

REFERENCE = Path(__file__).parent / "reference"
POLICIES = Path(__file__).parent / "policies.md"
_TABLE = re.compile(r"\| rule \| severity \| title \|\n(?:\|.*\n)+")
_STEPS = {
    "configure": "configure the gate",
    "write": "write what is missing",
    "correct": "correct what a document says",
    "redo": "redo an artefact for the present state",
    "decide": "get a new decision on the model",
    "restore": "put back what was taken out",
    "determine": "have the owner of the gate look at the change",
    "sign": "have it approved",
}


_WORDS = {
    "array": "list",
    "object": "mapping",
    "string": "text",
    "boolean": "true or false",
    "integer": "whole number",
}


def pages() -> dict[str, str]:
    """File name -> text of every page."""
    return {
        "commands.md": commands(),
        "rules.md": rules(),
        "configuration.md": configuration(),
        "comments.md": comments(),
        "sources.md": sources(),
    }


# -- commands


def commands() -> str:
    """Every command with what ``--help`` says of it."""
    parts = [
        "# Commands",
        "What each command does and takes, as `--help` says it. Exit status, unless a command says otherwise: 0 done, "
        "1 the answer is no, 2 wrong usage or something that cannot be read, 3 could not decide, 130 interrupted.",
        *_command(cli, "tunegate", 0),
    ]
    return "\n\n".join(parts) + "\n"


def _command(command: click.Command, name: str, depth: int) -> Iterator[str]:
    yield f"{'#' * min(2 + max(depth - 1, 0), 3)} {name}"
    context = click.Context(command, info_name=name, terminal_width=96, max_content_width=96)
    yield f"```text\n{command.get_help(context).rstrip()}\n```"
    if isinstance(command, click.Group):
        for child in sorted(command.list_commands(context)):
            found = command.get_command(context, child)
            if found is not None:
                yield from _command(found, f"{name} {child}", depth + 1)


# -- sources of derived values


def sources() -> str:
    """What each kind of source is, by its module, and the names that mean the same."""
    kinds = [f"| `{kind}` | {_said(reader)} |" for kind, reader in sorted(readers().items())]
    names = [f"| {name} | {', '.join(f'`{one}`' for one in known)} |" for name, known in aliases().items()]
    parts = [
        "# Sources of derived values",
        "Each kind of file that values of the evidence are derived from; [derived values](../derived.md) says how. A "
        "kind is what `--from PATH=KIND` and a row's `kind` take. Facts are what the rules judge beside the values.",
        "\n".join(["| kind | what it is |", "|---|---|", *kinds]),
        "## Hyperparameters that mean the same",
        "A document may state a hyperparameter by any of these names; every one that it states is compared. A run may "
        "not leave out one that the configuration sets (`run-setting-missing`), but for the last two.",
        "\n".join(["| | names |", "|---|---|", *names]),
        "## Frameworks",
        "Versions of these are taken from lock files: " + ", ".join(f"`{name}`" for name in sorted(LIBRARIES)) + ".",
    ]
    return "\n\n".join(parts) + "\n"


def _said(reader: object) -> str:
    """A module's docstring in one cell; what is code in it is code here."""
    text = " ".join((reader.__doc__ or "").split()).replace("``", "`").replace("|", "\\|")
    return text.replace("`gate.derive.progress`", "every log of a run")


# -- comments

_TABLES = (
    ("In the first line of a file", FIRST),
    ("Above the first value", HEADERS),
    ("Anywhere in a comment: template expressions", TEMPLATES),
    ("At the start of a comment", READERS),
    ("Read by tools that run nothing, so no change", INERT),
)


def comments() -> str:
    """The table of the comments that something reads."""
    parts = [
        "# Comments that something reads",
        "[Configuration](../configuration.md#comments-that-something-reads) says what this means. The patterns are "
        "regular expressions of Python, matched against the comment with `#` for its marker. The first row that "
        "matches says who reads it.",
    ]
    for title, rows in _TABLES:
        lines = [f"| {_cell(row.who)} | {_kinds(row)} | `{_cell(row.pattern)}` | {_cell(row.source)} |" for row in rows]
        head = ["| a comment that | in | pattern | source |", "|---|---|---|---|"]
        parts += [f"## {title}", "\n".join([*head, *lines])]
    return "\n\n".join(parts) + "\n"


def _kinds(row: Row) -> str:
    """The formats of a row; a code cell is part of a notebook."""
    names = {"cell": "notebooks", "frontmatter": "front matter", "hcl": "terraform"}
    return ", ".join(sorted(names.get(kind, kind) for kind in row.kinds)) or "any file"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


# -- rules


def rules() -> str:
    """Every rule with its METADATA."""
    found = load_builtin().rules()
    parts = [
        "# Rules",
        f"The {len(found)} rules that ship with the gate. `tunegate policy explain RULE` says the same; "
        "[policies.md](../policies.md) says how they are evaluated, and how to add your own.",
    ]
    for identifier in sorted(found):
        parts += _rule(identifier, found[identifier])
    return "\n\n".join(parts) + "\n"


def with_table(page: str) -> str:
    """A page with the table of the rules as it has to be."""
    rows = [
        f"| `{name}` | {row['severity']} | {row['title']} |" for name, row in sorted(load_builtin().rules().items())
    ]
    table = "\n".join(["| rule | severity | title |", "|---|---|---|", *rows]) + "\n"
    return _TABLE.sub(lambda _: table, page)


def _rule(identifier: str, record: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {identifier}"
    yield f"**{record['title']}.** {_severity(record['severity'])}"
    if record.get("description"):
        yield _line(record["description"])
    rows = [("It comes from", record["requirement"]), ("To answer it", record["remedy"])]
    rows.append(("In a plan", _STEPS[record["step"]]))
    for framework, places in record.get("mappings", {}).items():
        rows.append((FRAMEWORKS[framework], ", ".join(map(str, places))))
    yield "\n".join(f"- {name}: {_line(text)}" for name, text in rows)


def _severity(severity: str) -> str:
    return "Blocks." if severity == "error" else "A warning: it does not block."


def _line(text: str) -> str:
    return " ".join(str(text).split())


# -- configuration


def configuration() -> str:
    """Every key of ``tunegate.yaml``, from its schema."""
    schema = expanded("config")
    parts = [
        "# Keys of tunegate.yaml",
        "Every key, from the schema (`schemas/config.schema.json`). [configuration.md](../configuration.md) says what "
        "they are for.",
        "| key | type | default | meaning |\n|---|---|---|---|\n" + "\n".join(_keys(schema, "")),
    ]
    return "\n\n".join(parts) + "\n"


def _keys(schema: Mapping[str, Any], prefix: str) -> Iterator[str]:
    required = schema.get("required", [])
    for name, part in schema.get("properties", {}).items():
        key = f"{prefix}{name}"
        default = f"`{_json(part['default'])}`" if "default" in part else "needed" if name in required else ""
        meaning = _line(part.get("description", "")).replace("|", "\\|")
        yield f"| `{key}` | {_type(part)} | {default} | {meaning} |"
        yield from _keys(part, f"{key}.")
        other = part.get("additionalProperties")
        if isinstance(other, Mapping):
            yield from _keys(other, f"{key}.<name>.")
        items = part.get("items")
        if isinstance(items, Mapping) and not isinstance(items.get("type"), list):  # a text, too, says it all
            yield from _keys(items, f"{key}[].")


def _type(part: Mapping[str, Any]) -> str:
    if "enum" in part:
        return " or ".join(f"`{value}`" for value in part["enum"])
    if "const" in part:
        return f"`{_json(part['const'])}`"
    kind = part.get("type")
    kinds = kind if isinstance(kind, list) else [kind] if kind else []
    words = {
        "array": "list",
        "object": "mapping",
        "string": "text",
        "boolean": "true or false",
        "integer": "whole number",
    }
    text = " or ".join(words.get(str(one), str(one)) for one in kinds)
    low, high = part.get("minimum"), part.get("maximum", part.get("exclusiveMaximum"))
    if low is not None and high is not None:
        text += f", {low} to {'below ' if 'exclusiveMaximum' in part else ''}{high}"
    return text


def _json(value: Any) -> str:
    return json.dumps(value)


def main() -> int:
    REFERENCE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8", newline="\n")
    POLICIES.write_text(with_table(POLICIES.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
