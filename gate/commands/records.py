"""``records``: which states of the training data have a record, and what was decided on the models that learned it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.case.context import Head
from gate.commands import _records
from gate.commands._console import print_json, say, warn
from gate.commands._deletions import delete_close, delete_request, deletions
from gate.commands._gather import Here, here
from gate.commands._options import TEXT_OR_JSON, model_option
from gate.commands._question import RECORD_OPTIONS, Question, key_and_store, question_options
from gate.records.key import read_keys
from gate.values.errors import EXIT_BLOCKED, EXIT_PASS, EXIT_UNDECIDED, UsageError
from gate.values.text import Text, one_line

if TYPE_CHECKING:
    from gate.config.load import Model
    from gate.git.snapshot import Snapshot
    from gate.records.find import Searched
    from gate.records.index import Indexer
    from gate.records.store import IndexedState

MOST_COMMITS = 500
MOST_SHOWN = 20  # hits of a state


@click.group()
def records() -> None:
    """Find what trained a model: which versions learned from a record, a source or a text."""


records.add_command(delete_request)
records.add_command(delete_close)
records.add_command(deletions)


@records.command("key")
@click.argument("file", type=click.Path(dir_okay=False))
@click.pass_context
def records_key(context: click.Context, file: str) -> None:
    """Make a key and write it to FILE, outside of any repository.

    Whoever has the key can ask an index whether a record was trained on. An index whose key is lost says nothing.
    """
    from gate.records.key import new_key

    try:
        root: Path | None = here(context).root
    except UsageError:
        root = None
    key = new_key(Path(file), root)
    say(Text(f"wrote the key {key.id} to {file}"))
    say(Text(f"Next: keep a copy where your secrets are, then 'tunegate records index --key {file}'."))


@records.command("index")
@key_and_store
@click.option("--id", "ids", metavar="FIELD", multiple=True, help="A field to find records by, such as user_id.")
@click.option("--sketches/--no-sketches", default=None, help="Have similar texts found, too (extra 'records').")
@click.option("--history", is_flag=True, help=f"Past states of the data, too: of the last {MOST_COMMITS} commits.")
@click.option(
    "--data",
    "folders",
    metavar="FOLDER",
    multiple=True,
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Where files that git does not have (Git LFS) are on disk, under the same paths.",
)
@click.option("--head", default="HEAD", metavar="REV", show_default=True, help="Commit to index.")
@model_option
@click.pass_context
def records_index(
    context: click.Context,
    record_keys: tuple[str, ...],
    store: str | None,
    ids: tuple[str, ...],
    sketches: bool | None,
    history: bool,
    folders: tuple[Path, ...],
    head: str,
    model: str | None,
) -> int:
    """Index the training data: a keyed digest of every record, from which no record can be read.

    What was indexed before is not read again. Exit status: 0 everything is indexed, 1 some files could not be.
    """
    from gate.records.store import keep

    at = here(context, Head(head, False, False))
    (key, *more) = read_keys(record_keys, os.environ, at.root)
    if more:
        raise UsageError("an index has one key", remedy="Give --key once.")
    indexer = _indexer(key, _records.open_store(store, at.repository), ids, sketches)
    missed = 0
    for name in at.models(model):
        for found in _states(at, name, indexer, folders, history):
            keep(indexer.store, found)
            missed += _say_indexed(found)
    indexer.store.save("Index training records")
    say(Text(f"{'not everything is' if missed else 'everything is'} indexed in {indexer.store.where}, key {key.id}"))
    return EXIT_BLOCKED if missed else EXIT_PASS


def _indexer(key: Any, store: Any, ids: tuple[str, ...], sketches: bool | None) -> Indexer:
    from gate.records.index import Indexer

    sketcher = None
    if sketches is not False:
        from gate.records.sketch import Sketcher

        try:
            sketcher = Sketcher(key)
        except ImportError:
            if sketches:
                raise UsageError(
                    "sketches need datasketch, which is not installed", remedy="Run: pip install 'tunegate[records]'"
                ) from None
            warn(Text("note: similar texts will not be found: that needs pip install 'tunegate[records]'"))
    return Indexer(key, store, tuple(sorted({*ids})), sketcher)


def _states(at: Here, name: str, indexer: Indexer, folders: tuple[Path, ...], history: bool) -> list[IndexedState]:
    from gate.records.collect import collect, data_digest
    from gate.surfaces.state import build

    found: dict[str, IndexedState] = {}
    repository = _records.repository_name(at)
    for snapshot, model in _snapshots(at, name, history):
        state = build(snapshot, model.name, model.surfaces, at.reader)
        digest = data_digest(state)
        if digest is None or digest in found:
            continue
        manifest = _records.run_at(snapshot, model.evidence, "training-data-manifest")
        found[digest] = collect(indexer, snapshot, state, repository, _stood(at, snapshot), manifest, folders)
    return list(found.values())


def _snapshots(at: Here, name: str, history: bool) -> list[tuple[Snapshot, Model]]:
    """What is asked for, and with ``history`` the commits before it that touched the model's data or configuration."""
    from gate.config.snapshot import config_at
    from gate.git.snapshot import Snapshot
    from gate.records.collect import SURFACE

    model = at.models(name)[name]
    found = [(at.snapshot, model)]
    if not history:
        return found
    prefixes = {selector.prefix.rstrip("/") for selector in model.surfaces.get(SURFACE, ())} - {""}
    for commit in at.repository.touching(at.snapshot.name, [at.config_path, *sorted(prefixes)], MOST_COMMITS):
        snapshot = Snapshot(at.repository, commit)
        config = config_at(snapshot, at.config_path)
        if config is not None and name in config.models:
            found.append((snapshot, config.models[name]))
    return found


def _stood(at: Here, snapshot: Snapshot) -> tuple[str, str | None]:
    moment = at.repository.committed_at(snapshot.name)
    return snapshot.name, moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _say_indexed(state: IndexedState) -> int:
    missed = [file for file in state.files if file.block is None]
    done = [file for file in state.files if file.block is not None]
    records = sum(file.records for file in done)
    files = f"{len(done)} file{'' if len(done) == 1 else 's'}"
    say(Text(f"{state.model} at {state.commit[:12]}: {records:,} records in {files}"))
    for file in done:
        if file.unread:
            say(Text(f"  {file.path}: {file.unread:,} could not be parsed, and are found by their bytes alone"))
    for file in missed:
        say(Text(f"  {file.path} is not indexed: {file.why}"))
    return len(missed)


@records.command("find")
@question_options
@click.option(
    "--clones",
    metavar="FOLDER",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Ask every clone in FOLDER, each by its own index, instead of this repository.",
)
@model_option
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def records_find(
    context: click.Context, question: Question, clones: Path | None, model: str | None, format_: str
) -> int:
    """Find which states of the training data have a record, and the decisions made for them.

    Exit status: 0 found, 1 not found although everything was searched, 3 not found, but not everything could be
    searched: that is no answer.
    """
    if clones is not None:
        return _find_in(context, clones, question, model, format_)
    searched, answers = question.answer(here(context), model)
    if format_ == "json":
        print_json({"schema": "tunegate/records/v1", "states": answers})
    else:
        _say_found(searched, answers)
    if any(found.hits for found in searched):
        return EXIT_PASS
    return EXIT_BLOCKED if searched and not any(found.unsearched for found in searched) else EXIT_UNDECIDED


def _find_in(context: click.Context, folder: Path, question: Question, model: str | None, format_: str) -> int:
    """The same over a folder of clones. One that cannot be asked, or has no index, keeps it from 'not found'."""
    from gate.case.context import parse_now
    from gate.commands._clones import clones

    if question.store is not None:
        raise UsageError("--clones and --store exclude each other", remedy="A clone's index is in the clone.")
    query = question.query()
    every: list[Searched] = []
    rows: list[dict[str, Any]] = []
    missed: dict[str, str] = {}
    for name, at in clones(context, folder, parse_now(None)):
        searched, answers = ([], []) if isinstance(at, str) else question.answer(at, model, query)
        if not searched:
            missed[name] = at if isinstance(at, str) else "nothing is indexed there"
        elif format_ == "text":
            say(one_line(f"in {name}:", 200))
            _say_found(searched, answers)
        every += searched
        rows += ({"repository": name, **row} for row in answers)
    if format_ == "json":
        unasked = [{"repository": name, "why": why} for name, why in missed.items()]
        print_json({"schema": "tunegate/records/v1", "states": rows, "not_asked": unasked})
    else:
        for name, why in missed.items():
            say(one_line(f"NOT SEARCHED: {name}: {why}", 300))
    if any(found.hits for found in every):
        return EXIT_PASS
    return EXIT_UNDECIDED if missed or any(found.unsearched for found in every) else EXIT_BLOCKED


def _say_found(searched: list[Searched], answers: list[dict[str, Any]]) -> None:
    for found, answer in zip(searched, answers, strict=True):
        state = found.state
        where = f"{state.model}, training data of {(state.committed_at or '?')[:10]} ({state.data[7:19]})"
        if found.hits:
            say(Text(f"FOUND in {where}"))
            runs = _records.runs(found.hits)
            for run in runs[:MOST_SHOWN]:
                say(Text(f"  {run}"))
            if len(runs) > MOST_SHOWN:
                say(Text(f"  and {len(runs) - MOST_SHOWN:,} more places: --format json lists them"))
            for decision in answer["dispositions"]:
                weights = f", weights {decision['weights']}" if decision["weights"] else ""
                day = str(decision["decided_at"])[:10]
                say(Text(f"  decision: {decision['decision']} of {day} by {decision['decided_by']}{weights}"))
            if not answer["dispositions"]:
                say(Text("  decision: none in this repository's history"))
        for why in dict.fromkeys(why for _, why in found.unsearched):
            paths = ", ".join(path for path, other in found.unsearched if other == why)
            say(one_line(f"NOT SEARCHED in {where}: {why}: {paths}", 400))
    _say_end(searched)


def _say_end(searched: list[Searched]) -> None:
    missed = sum(len(found.unsearched) for found in searched)
    hits = sum(bool(found.hits) for found in searched)
    if not searched:
        say(Text("nothing is indexed here, so there is no answer: run 'tunegate records index'"))
    elif hits:
        say(Text(f"found in {hits} of {len(searched)} state{'' if len(searched) == 1 else 's'} of the data"))
    elif missed:
        say(Text("not found in what could be searched, which is no answer about the rest"))
    else:
        say(Text(f"not found in any of {len(searched)} state{'' if len(searched) == 1 else 's'} of the data"))


@records.command("erase")
@key_and_store
@RECORD_OPTIONS[0]
@RECORD_OPTIONS[1]
@click.pass_context
def records_erase(
    context: click.Context,
    record_keys: tuple[str, ...],
    store: str | None,
    files: tuple[str, ...],
    ids: tuple[str, ...],
) -> int:
    """Take the entries of records out of the index, such as those of a person whose data are erased.

    That there was a record stays, and its number; nothing can tell any more which one it was.
    Exit status: 0 taken out, 1 there was none, 3 not everything could be searched.
    """
    from gate.records.erase import erase
    from gate.records.find import Query

    at = here(context)
    query = Query(_records.asked_records(files), _records.fields(ids))
    if not files and not ids:
        raise UsageError("nothing to take out", remedy="Give --record or --id.")
    kept = _records.open_store(store, at.repository)
    done = erase(kept, read_keys(record_keys, os.environ, at.root), query)
    kept.save("Erase training records")
    for path, why in done.unsearched:
        say(Text(f"NOT SEARCHED: {path}: {why}"))
    entries = f"{done.records:,} entr{'y' if done.records == 1 else 'ies'}"
    say(Text(f"took {entries} out of {done.blocks:,} indexed file{'' if done.blocks == 1 else 's'}"))
    if done.unsearched:
        return EXIT_UNDECIDED
    return EXIT_PASS if done.records else EXIT_BLOCKED
