"""A pack of an older form in the newest one: a function of the pack's bytes and nothing else.

Because it is, whoever holds the old bytes can tell that the new ones say the same (`gate.evidence.kept`). States are
translated from their elements, and a document changes in its digests alone: in those of the states, and of the
artefacts whose bytes that changed. Everything is proved on the result before it is returned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gate.documents import DocumentError, Node, parse
from gate.evidence.pack import DETERMINATION, DETERMINATIONS, DISPOSITION
from gate.evidence.states import STATES, read_state, state_path, state_text
from gate.values import forms
from gate.values.canonical import digest_of
from gate.values.digests import is_digest
from gate.values.elements import State
from gate.values.errors import EvidenceError, Problem
from gate.values.forms import newest
from gate.values.forms.form import Form
from gate.values.terms import ARTEFACT_KINDS

Tokens = tuple[str, ...]
Swap = tuple[str, str]  # the digest that is there, the one that takes its place

# where a document names a state, first the one that it was made for
STATE_KEYS: Mapping[str, tuple[Tokens, ...]] = {
    **dict.fromkeys(ARTEFACT_KINDS, (("state",),)),
    DISPOSITION: (("state",), ("supersedes",)),
    DETERMINATION: (("state",), ("from_state",)),
}


@dataclass(frozen=True)
class Migration:
    """What the newest form of a pack is. Paths begin at the pack's folder.

    ``documents`` are those that change, ``states`` the files of those that were of an older form, both in the newest
    form; ``gone`` are the files that those take the place of. ``old`` are all states of an older form that the
    documents name, each under the path of its file, whether it is there or not. ``needs`` is a document -> the
    documents and state files that its newest form follows from. ``left`` are the digests that stay, because nothing
    says what they stand for.
    """

    documents: Mapping[str, bytes]
    states: Mapping[str, bytes]
    gone: tuple[str, ...]
    old: Mapping[str, State]
    needs: Mapping[str, frozenset[str]]
    left: tuple[Problem, ...]


def kind_of(path: str) -> str | None:
    """The kind of document at a path of a pack; None where it is none."""
    stem, _, ending = path.rpartition(".")
    if ending not in ("yaml", "yml"):
        return None
    if stem.startswith(DETERMINATIONS + "/"):
        return DETERMINATION
    return stem if stem in STATE_KEYS and stem != DETERMINATION else None


def migrate(folder: str, files: Mapping[str, bytes], form: Form | None = None) -> Migration:
    """The newest form of a pack, whose ``files`` (path in the folder -> bytes) are its documents and state files.

    With ``form``, what a version of tunegate made of them whose newest form that was. Raises EvidenceError with every
    place that stands in the way.
    """
    work = _Work(folder, files, form or newest())
    for path in sorted(files):
        if path.startswith(STATES + "/") and path.endswith(".json"):
            work.read(path)
    documents = {} if work.problems else {path: work.document(path) for path in sorted(work.kinds)}
    if work.problems:
        raise EvidenceError(work.problems)
    return Migration(
        documents={path: data for path, data in documents.items() if data != files[path]},
        states=work.states,
        gone=tuple(work.gone),
        old=work.old,
        needs={path: frozenset(found) for path, found in work.needs.items()},
        left=tuple(work.left),
    )


class _Work:
    """What is found so far. A document follows from those whose digests it names, so each is made when it is asked."""

    def __init__(self, folder: str, files: Mapping[str, bytes], form: Form) -> None:
        self.folder = folder
        self.files = files
        self.form = form
        self.kinds = {path: kind for path in files if (kind := kind_of(path))}
        self.paths = {digest_of(files[path]): path for path in self.kinds}
        self.states: dict[str, bytes] = {}
        self.gone: list[str] = []
        self.equal: dict[str, tuple[State, str]] = {}  # digest in an older form -> that state, its digest in the newest
        self.newest: dict[str, State] = {}
        self.old: dict[str, State] = {}
        self.needs: dict[str, set[str]] = {path: set() for path in self.kinds}
        self.left: list[Problem] = []
        self.problems: list[Problem] = []
        self._made: dict[str, bytes] = {}

    def full(self, path: str) -> str:
        return f"{self.folder}/{path}"

    def inside(self, digest: str) -> str:
        """The path of a state's file in the pack."""
        return state_path(self.folder, digest).removeprefix(self.folder + "/")

    def read(self, path: str) -> None:
        """Take in a state file, and make its newest form."""
        try:
            old = read_state(self.files[path], self.full(path))
            new = upgraded(old, self.full(path), self.form)
        except EvidenceError as error:
            self.problems.extend(error.problems)
            return
        self.newest[new.digest] = new
        if new is not old:
            self.states[self.inside(new.digest)] = state_text(new).encode()
            self.gone.append(path)
            self.equal[old.digest] = old, new.digest

    def document(self, path: str) -> bytes:
        """A document in the newest form; as it is, with a problem more, where that cannot be made."""
        if path not in self._made:
            self._made[path] = data = self.files[path]
            try:
                node = parse(data, "yaml")
                swaps = {**self.state_swaps(path, node), **self.document_swaps(path, node)}
                self._made[path] = swapped(data, node, swaps, self.full(path))
            except DocumentError as error:
                self.problems.append(Problem(error.message, self.full(path), error.line, error.line, error.remedy))
            except EvidenceError as error:
                self.problems.extend(error.problems)
        return self._made[path]

    def state_swaps(self, path: str, node: Node) -> dict[Tokens, Swap]:
        found: dict[Tokens, Swap] = {}
        for tokens in STATE_KEYS[self.kinds[path]]:
            digest = node.at(tokens).value
            if not isinstance(digest, str) or not is_digest(digest):
                continue  # the schema says so
            self.needs[path].add(self.inside(digest))
            if digest in self.newest:
                continue
            if pair := self.equal.get(digest) or self.older.get(digest):
                self.old[self.inside(digest)] = pair[0]
                found[tokens] = digest, pair[1]
            else:
                self.unknown(path, tokens, digest, node)
        return found

    @cached_property
    def older(self) -> dict[str, tuple[State, str]]:
        """The same for states whose files are of the newest form already: worked out where nothing else tells."""
        before = forms.FORMS[: forms.FORMS.index(self.form)]
        pairs = ((new.under(form), digest) for digest, new in self.newest.items() for form in before)
        return {old.digest: (old, digest) for old, digest in pairs if old}

    def document_swaps(self, path: str, node: Node) -> dict[Tokens, Swap]:
        """Digests of other documents of the pack, wherever a document names one."""
        found: dict[Tokens, Swap] = {}
        for tokens, leaf in node.leaves():
            other = self.paths.get(leaf.value) if isinstance(leaf.value, str) else None
            if other is not None and (new := digest_of(self.document(other))) != leaf.value:
                found[tokens] = leaf.value, new
                self.needs[path].add(other)
        return found

    def unknown(self, path: str, tokens: Tokens, digest: str, node: Node) -> None:
        """A state that nothing tells of: what a pack is judged by has to be told, what it was before need not."""
        line = node.at(tokens).line
        problem = Problem(
            f"{tokens[0]}: {digest[:19]} has no state file, so nothing tells its form",
            self.full(path),
            line,
            line,
            f"Restore {state_path(self.folder, digest)} from git's history.",
        )
        is_judged = self.kinds[path] != DETERMINATION and tokens == ("state",)
        (self.problems if is_judged else self.left).append(problem)


def upgraded(old: State, path: str, form: Form | None = None) -> State:
    """A state in the newest form, or in ``form``, from which the old one can be made again. Raises EvidenceError."""
    form = form or newest()
    new = old.under(form)
    if new is None:
        raise EvidenceError(
            f"{old.form.schema} does not say what the state is in {form.schema}",
            path=path,
            line=1,
            remedy=f"Run 'tunegate migrate' of tunegate {old.form.migrate_with or 'an earlier version'} first.",
        )
    again = State.from_document(new.document).under(old.form)
    if again is None or again.digest != old.digest:
        raise EvidenceError(
            f"{new.form.schema} does not lead back to the same {old.form.schema}",
            path=path,
            line=1,
            remedy="Please report it: the two are meant to say the same.",
        )
    return new


def swapped(data: bytes, node: Node, swaps: Mapping[Tokens, Swap], path: str) -> bytes:
    """The bytes of a YAML document with some digests in the place of others, and everything else as it is.

    Raises EvidenceError where a digest is not written out on its lines, or more would change than these values.
    """
    if not swaps:
        return data
    lines = data.splitlines(keepends=True)  # which counts them as YAML does
    for tokens, (old, new) in swaps.items():
        found = node.at(tokens)
        for number in range(found.line - 1, found.end_line):
            if old.encode() in lines[number]:
                lines[number] = lines[number].replace(old.encode(), new.encode(), 1)
                break
    result = b"".join(lines)
    wanted = node.plain()
    for tokens, (_, new) in swaps.items():
        parent = wanted
        for token in tokens[:-1]:
            parent = parent[_step(parent, token)]
        parent[_step(parent, tokens[-1])] = new
    try:
        read = parse(result, "yaml")
    except DocumentError:
        read = node
    if read.plain() == wanted:
        return result
    wrong = next((tokens for tokens, (_, new) in swaps.items() if read.at(tokens).value != new), next(iter(swaps)))
    raise EvidenceError(
        f"{'/'.join(wrong)}: the digest cannot be replaced without changing more than it",
        path=path,
        line=node.at(wrong).line,
        remedy=f"Write it out as '{wrong[-1]}: {swaps[wrong][0]}', on a line of its own.",
    )


def _step(parent: object, token: str) -> int | str:
    return int(token) if isinstance(parent, list) else token
