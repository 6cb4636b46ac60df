"""What is asked about training records, as the options of a command."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from gate.commands import _records
from gate.commands._options import Command, _gathered, with_options
from gate.records.key import VARIABLE, read_keys
from gate.values.errors import UsageError

if TYPE_CHECKING:
    from gate.commands._gather import Here
    from gate.records.find import Query, Searched

_PARTS = ("record_keys", "store", "files", "ids", "sources", "texts", "threshold")


@dataclass(frozen=True, slots=True)
class Question:
    """The options of `question_options`."""

    record_keys: tuple[str, ...]
    store: str | None
    files: tuple[str, ...]
    ids: tuple[str, ...]
    sources: tuple[str, ...]
    texts: tuple[str, ...]
    threshold: float | None

    @property
    def is_asked(self) -> bool:
        """Whether there is something to look for."""
        return any((self.files, self.ids, self.sources, self.texts))

    def query(self) -> Query:
        """Raises UsageError where nothing is asked, and for records that cannot be read."""
        from gate.records.find import Query
        from gate.records.sketch import THRESHOLD

        if not self.is_asked:
            raise UsageError("nothing to look for", remedy="Give --record, --id, --source or --text.")
        threshold = THRESHOLD if self.texts and self.threshold is None else self.threshold
        return Query(_records.asked_records(self.files), _records.fields(self.ids), self.sources, self.texts, threshold)

    def answer(
        self, at: Here, model: str | None, query: Query | None = None
    ) -> tuple[list[Searched], list[dict[str, Any]]]:
        """Every state of the data that is indexed, searched, and the same as JSON rows with the decisions.

        ``query`` is this question's, where several repositories are asked. Raises UsageError where nothing is asked or
        there is no key, and UndecidedError for a store that fails.
        """
        from gate.records.find import Search

        keys = read_keys(self.record_keys, os.environ, at.root)
        is_one_of_many, query = query is not None, query or self.query()
        search = Search(_records.open_store(self.store, at.repository), keys, query)
        searched = sorted(search.states(model), key=lambda found: (found.state.model, found.state.committed_at or ""))
        name = None if is_one_of_many else model
        models = dict(at.models(name)) if at.config is not None else {}
        under = {name: _records.decisions_of(at, block) for name, block in models.items()}
        return searched, _records.rows(searched, under)


def key_and_store(command: Command) -> Command:
    """--key, several times, and --store."""
    return with_options(
        command,
        click.option(
            "--key",
            "record_keys",
            metavar="FILE",
            multiple=True,
            type=click.Path(dir_okay=False),
            help=f"Key of the index (default: ${VARIABLE}).",
        ),
        click.option(
            "--store",
            metavar="URL",
            help=f"Where the index is kept: folder:PATH or a bucket (default: {_records.REF} in this repository).",
        ),
    )


def question_options(command: Command) -> Command:
    """The key and the store, and what is looked for, as ``question: Question``."""
    return with_options(
        key_and_store(_gathered(command, "question", Question, _PARTS)),
        *RECORD_OPTIONS,
        click.option("--source", "sources", metavar="NAME", multiple=True, help="Records of a source, by id or name."),
        click.option("--text", "texts", metavar="TEXT", multiple=True, help="Records whose text is similar to TEXT."),
        click.option(
            "--similar",
            "threshold",
            metavar="JACCARD",
            type=click.FloatRange(0.3, 1.0),
            help="Also records as similar as this, by three-word shingles (with --text: 0.8).",
        ),
    )


RECORD_OPTIONS = (
    click.option("--record", "files", metavar="FILE", multiple=True, help="Records, in a file; '-' is standard input."),
    click.option("--id", "ids", metavar="FIELD=VALUE", multiple=True, help="Records with this value of an id field."),
)
