"""The register of deletion requests: recording one, closing it, and what of them the data still have."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from gate.case.context import Head, parse_now
from gate.commands import _records
from gate.commands._console import print_json, say
from gate.commands._gather import Here, here, in_repository
from gate.commands._options import TEXT_OR_JSON, now_option
from gate.commands._question import RECORD_OPTIONS, key_and_store
from gate.evidence.files import write
from gate.records.key import VARIABLE, Key, read_keys
from gate.values.errors import EXIT_PASS, EvidenceError, UndecidedError, UsageError
from gate.values.text import Text, one_line

if TYPE_CHECKING:
    from gate.records.deletion import Request
    from gate.records.index import Indexer
    from gate.records.looking import Data
    from gate.records.store import Store


def _data(at: Here, store: Store, keys: tuple[Key, ...]) -> Data:
    from gate.records.looking import Data

    return Data(at.snapshot, lambda model: at.state(at.models(model)[model]), store, keys)


def _keys(given: tuple[str, ...], at: Here) -> tuple[Key, ...]:
    """The keys, none where none is given: what is indexed already can be looked through without."""
    if not given and not os.environ.get(VARIABLE, "").strip():
        return ()
    return read_keys(given, os.environ, at.root)


@click.command("delete-request")
@key_and_store
@RECORD_OPTIONS[0]
@RECORD_OPTIONS[1]
@click.option("--reference", metavar="CASE", required=True, help="The case that the request has elsewhere; no name.")
@click.option("--owner", metavar="WHO", required=True, help="Who has the records deleted.")
@click.option("--due", metavar="DATE", required=True, help="Last day on which the data may have them, YYYY-MM-DD.")
@now_option
@click.pass_context
def delete_request(
    context: click.Context,
    record_keys: tuple[str, ...],
    store: str | None,
    files: tuple[str, ...],
    ids: tuple[str, ...],
    reference: str,
    owner: str,
    due: str,
    now: str | None,
) -> int:
    """Record a request to delete training records, and say which models' data have them.

    The document has keyed digests, never a record. Commit it: 'tunegate records deletions' then asks for the deletion.
    Exit status: 0 written, 3 not written, because some data could not be looked through.
    """
    from gate.records.deletion import FOLDER, find_rows, look
    from gate.records.index import Indexer

    at = here(context)
    (key, *more) = read_keys(record_keys, os.environ, at.root)
    if more or not (files or ids):
        raise UsageError("a request has one key, and records or ids", remedy="Give --key once, and --record or --id.")
    opened = _records.open_store(store, at.repository)
    indexer: Indexer = Indexer(key, opened)
    find = find_rows(key, indexer, _records.asked_records(files), _records.fields(ids))
    value = {
        "schema": "tunegate/deletion-request/v1",
        "reference": reference,
        "owner": owner,
        "requested_at": parse_now(now),
        "due": due,
        "key": key.id,
        "find": find,
        "carried_by": [],
    }
    path = f"{FOLDER}/{value['requested_at'][:10]}-{find[0]['digest'][:12]}.yaml"
    if (at.root / path).exists():
        raise UsageError("this request is recorded already", path=path, remedy="Close it, or edit it.")
    request = _fitting(value, path)
    data = _data(at, opened, (key,))
    rows = [row for model in at.models(None) for row in look(data.look(model, request), model, request)]
    if missed := [row for row in rows if "why" in row]:
        raise UndecidedError(
            f"{missed[0]['path']} of {missed[0]['model']} could not be looked through: {missed[0]['why']}",
            remedy="Index it first: tunegate records index.",
        )
    value["carried_by"] = _carriers(rows, data, request)
    write(at.root, path, _text(value))
    say(Text(f"wrote {path}"))
    for row in value["carried_by"]:
        many = "" if row["records"] == 1 else "s"
        say(Text(f"  {row['model']} was trained on {row['records']} record{many} of it"))
    if not value["carried_by"]:
        say(Text("  no model's data have them now; for past states, ask 'tunegate records find'"))
    say(Text("Next: commit it, take them out of the data, fine-tune again, then 'tunegate records delete-close'."))
    return EXIT_PASS


def _carriers(rows: list[dict[str, Any]], data: Data, request: Request) -> list[dict[str, Any]]:
    found: dict[str, int] = {}
    for row in rows:
        found[row["model"]] = found.get(row["model"], 0) + row["records"]
    states = {model: data.look(model, request) for model in found}
    return [
        {"model": model, "training_data": looked.state.data, "records": found[model]}
        for model, looked in sorted(states.items())
        if looked is not None
    ]


@click.command("delete-close")
@click.argument("file", type=click.Path(dir_okay=False))
@key_and_store
@click.option("--how", type=click.Choice(["deleted", "refused"]), default="deleted", show_default=True)
@click.option("--by", metavar="WHO", required=True, help="Who answers for it.")
@click.option("--evidence", metavar="TEXT", required=True, help="What shows the deletion, or the ground of a refusal.")
@now_option
@click.pass_context
def delete_close(
    context: click.Context,
    file: str,
    record_keys: tuple[str, ...],
    store: str | None,
    how: str,
    by: str,
    evidence: str,
    now: str | None,
) -> int:
    """Close a deletion request. 'deleted' is refused as long as any model's data on disk have the records."""
    from gate.records.deletion import look, read_requests

    at = here(context)
    path = in_repository(at.root, file)
    request = next((found for found in read_requests(at.snapshot) if found.path == path), None)
    if request is None:
        raise UsageError("this is not a deletion request", path=path, remedy="Name a file in deletion-requests/.")
    if how == "deleted":
        data = _data(at, _records.open_store(store, at.repository), _keys(record_keys, at))
        for model in at.models(None):
            for row in look(data.look(model, request), model, request):
                said = f"could not be looked through: {row['why']}" if "why" in row else "still has the records"
                error = UndecidedError if "why" in row else UsageError
                raise error(f"{row['path']} of {model} {said}", path=path, remedy="Take them out, or index the data.")
    closed = {"at": parse_now(now), "by": by, "how": how, "evidence": evidence}
    value = {**request.value, "closed": closed}
    _fitting(value, path)
    write(at.root, path, _text(value))
    say(Text(f"closed {path}: {how}"))
    if how == "deleted":
        say(Text("Next: take their entries out of the index as well, with 'tunegate records erase'."))
    return EXIT_PASS


@click.command("deletions")
@key_and_store
@click.option("--head", default="HEAD", metavar="REV", show_default=True, help="Commit to look at.")
@click.option(
    "--base", metavar="REV", help="Commit whose requests must still be there, such as the pull request's base."
)
@now_option
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def deletions(
    context: click.Context,
    record_keys: tuple[str, ...],
    store: str | None,
    head: str,
    base: str | None,
    now: str | None,
    format_: str,
) -> int:
    """Hold the data of every model against the deletion requests: what is due, overdue, came back, or was taken out.

    Without the key, data that are indexed are looked through, and others are named as unchecked.
    Exit status: 0 nothing is overdue or came back, 1 something is, 3 something could not be looked through.
    """
    from gate.git.snapshot import Snapshot
    from gate.policy.ask import ask
    from gate.policy.bundle import load_builtin, read_metadata
    from gate.records.deletion import read_requests, register

    at = here(context, Head(head, False, False))
    before = read_requests(Snapshot(at.repository, at.repository.commit(base))) if base else []
    found = register(read_requests(at.snapshot), before)
    requests = list(found)
    data = _data(at, _records.open_store(store, at.repository), _keys(record_keys, at))
    document = {
        "now": parse_now(now),
        "decides": False,
        "requests": found.facts(at.models(None) if requests else (), data.look),
        "removed": found.removed(),
    }
    answer = ask("deletions", document)
    findings = sorted(answer["findings"], key=lambda row: (row["path"], row["rule"], row["message"]))
    source = "policies/deletions.rego"
    exits: Mapping[str, Any] = read_metadata(source, load_builtin(rules=False).modules.get(source, ""))["exits"]
    if format_ == "json":
        print_json({"schema": "tunegate/deletions/v1", "verdict": answer["verdict"], "findings": findings})
    else:
        for row in findings:
            where = row["path"] if row["line"] is None else f"{row['path']}:{row['line']}"
            say(one_line(f"{row['severity']}: {where}: {row['message']} [{row['rule']}]", 500))
        many = "" if len(requests) == 1 else "s"
        say(Text(f"{answer['verdict'].upper()}: {len(requests)} deletion request{many}"))
    return int(exits[answer["verdict"]])


def _text(value: Mapping[str, Any]) -> str:
    from gate.evidence.scaffold import scaffold
    from gate.records.deletion import KIND

    return scaffold(KIND, value)


def _fitting(value: Mapping[str, Any], path: str) -> Request:
    """The document, as it will be read. Raises EvidenceError for a value that does not fit."""
    from gate.documents import parse
    from gate.documents.schema import problems
    from gate.records.deletion import KIND, Request

    node = parse(_text(value).encode(), "yaml")
    if found := problems(KIND, node, path):
        raise EvidenceError(found)
    return Request(path, node, node.plain())
