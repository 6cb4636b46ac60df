"""The files that ``--from`` names: each by itself, all of a folder, or what a glob matches."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from gate.commands._gather import Here, in_repository
from gate.config.selectors import Selector, folders
from gate.derive.bind import spread
from gate.derive.implied import RUN
from gate.derive.outcomes import Outcome, Sources
from gate.values.errors import UsageError
from gate.values.terms import ARTEFACT_KINDS


@dataclass(frozen=True, slots=True)
class Given:
    """A file that the command line names: ``kind`` is None where the file has to tell, ``source_of_data`` is the id of
    a manifest's source."""

    path: str
    kind: str | None
    source_of_data: str | None


def matched(at: Here, texts: Sequence[str]) -> list[str]:
    """The sources of ``--from``, each glob as the files and folders that it matches. Raises UsageError for one that
    matches nothing, or has no meaning."""
    found: list[str] = []
    for text in texts:
        name, sign, kind = text.rpartition("=")
        if not set("*?[") & set(name or text) or os.path.lexists(name or text):
            found.append(text)
            continue
        try:
            glob = Selector.of_files(in_repository(at.root, name if sign else text), "bytes")
        except ValueError as error:
            raise UsageError(f"--from: {error}", path=text, remedy="Quote a glob, such as 'models/*/runs'.") from None
        paths = list(at.snapshot.entries([glob.prefix]))
        known = dict.fromkeys([*paths, *(folder for path in paths for folder in folders(path) if folder)])
        hits = sorted(path for path in known if glob.matches(path))
        if not hits:
            raise UsageError("no file or folder matches", path=text, remedy="'*' does not go beyond a '/'; '**' does.")
        within = {path for path in hits if any(folder in hits for folder in folders(path))}
        ends = f"={kind}" if sign else ""
        found += [os.path.relpath(at.root / path).replace(os.sep, "/") + ends for path in hits if path not in within]
    return found


def given_by(at: Here, texts: Sequence[str], source_of_data: str | None = None) -> list[Given]:
    """The sources of ``--from``: a file, with its kind behind '=' where the file does not tell; of a folder each file
    below it that one reader takes for its own and that gives something. Raises UsageError for a path outside."""
    found: list[Given] = []
    sources = Sources(at.snapshot, at.reader)
    for text in matched(at, texts):
        name, sign, kind = text.rpartition("=")
        path = in_repository(at.root, name if sign else text)
        if sign or not (at.root / path).is_dir():
            found.append(Given(path, kind if sign else None, source_of_data))
            continue
        for below in sorted(at.snapshot.entries([path])):
            kinds = sources.kinds(below)
            if len(kinds) == 1 and documents_of(sources.read(below, kinds[0])):
                found.append(Given(below, kinds[0], source_of_data))
    return found


def documents_of(outcome: Outcome) -> list[str]:
    """The documents that a source gives values for; how far a run came is the training run's, with or without them."""
    if outcome.given is None:
        return []
    told = {value.document for value in spread(outcome.given.values)}
    told |= {RUN} if "finished" in outcome.given.facts else set()
    return [kind for kind in ARTEFACT_KINDS if kind in told]
