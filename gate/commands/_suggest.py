"""Values that are probably meant, for ``evidence edit``: offered in brackets, and never taken without a person.

They come from the repository and from what other documents of the pack say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gate.commands._gather import Here
from gate.values.regex import regex
from gate.values.terms import CONTROL_SURFACES

if TYPE_CHECKING:
    from gate.config.load import Model
    from gate.derive.given import Value
    from gate.evidence.filling import Filling
    from gate.evidence.questions import Question
    from gate.values.elements import State

_PEOPLE = ("prepared_by", "performed_by", "inspected_by", "owner", "decided_by", "attested_by", "accepted_by")
_TUNED = (("output", "id"), ("tuned_model", "id"), ("tested_model", "id"))
_OWN = ("id", "name", "title", "path", "digest", "option", "reason_not_chosen")  # what no two items share
_LOCKS = regex(
    r"(?:.*[/.-])?(?:uv\.lock|poetry\.lock|pdm\.lock|pylock\.toml|requirements[\w.-]*\.(?:lock|txt)|[\w.-]+\.lock)"
)


@dataclass
class Suggestions:
    """``found`` are the documents of the pack; ``last`` are the answers that were given so far."""

    at: Here
    model: Model
    found: Sequence[Filling]
    last: dict[str, Any] = field(default_factory=dict)

    def of(self, filling: Filling, asked: Question) -> Any:
        """The value that a question is probably answered with; None where there is none."""
        tokens, key = asked.tokens, asked.tokens[-1]
        follows = self._follows(filling, asked)
        if follows is not None:
            return follows
        same = self.last.get(_place(filling.kind, asked))
        if same is not None and key not in _OWN:
            return same
        if key in _PEOPLE:
            mailbox = self.at.repository.settings(r"^user\.email$") if key == "prepared_by" else {}
            return self.last.get(key) or mailbox.get("user.email") or self._said((key,))
        if tokens in _TUNED:
            return self._tuned()
        if tokens == ("lock_file", "path"):
            return self._lock()
        if tokens == ("code_commit",):
            return self.at.repository.try_commit("HEAD")
        if key == "digest":
            named = [filling.value((*tokens[:-1], name)) for name in ("path", "name")]
            return next((found for one in named if isinstance(one, str) and (found := self._digest(one))), None)
        if key == "covers":
            return filling.value(("base_model", "id"))
        if key in ("until", "from") and tokens[0] == "performed_at":
            return filling.value(("performed_at", "from"))
        if "controls" in tokens or "compensating_controls" in tokens:
            return self._control(filling, tokens)
        return asked.default()

    def _follows(self, filling: Filling, asked: Question) -> Any:
        """What the rest of the document leaves as an answer."""
        from gate.derive.within import attacked, settled, within

        if asked.tokens == ("caveat", "checked_by"):
            return attacked({one.kind: one.node().plain() for one in self.found}) or None
        document = filling.node().plain()
        kind = filling.kind
        given = (*within(kind, document), *settled(kind, document), *self._alike(kind, document))
        return next((one.value for one in given if one.pointer == f"/{asked.name}"), None)

    def _alike(self, kind: str, document: Mapping[str, Any]) -> Iterator[Value]:
        """What the configuration says of every model alike."""
        from gate.case.shared import shared_origins

        shared = self.at.config.shared if self.at.config is not None else ()
        for origin in shared_origins(kind, document, shared):
            yield from origin.outcome.given.values if origin.outcome.given else ()

    def keep(self, kind: str, asked: Question, value: Any) -> None:
        self.last |= {_place(kind, asked): value, asked.tokens[-1]: value}

    def digest_of_output(self, filling: Filling) -> tuple[tuple[str, ...], str] | None:
        """Where a document lacks the digest of the fine-tune that it names, and the digest; None where it does not."""
        said = {one.kind: one for one in self.found}.get("training-run")
        digest = said.value(("output", "digest")) if said is not None else None
        for key in ("tuned_model", "tested_model"):
            named = filling.value((key, "id"))
            if isinstance(digest, str) and named and named == self._said(("output", "id")):
                return None if filling.value((key, "digest")) else ((key, "digest"), digest)
        return None

    def _said(self, tokens: tuple[str, ...]) -> Any:
        return next((value for one in self.found if isinstance(value := one.value(tokens), str)), None)

    @cached_property
    def _state(self) -> State:
        return self.at.state(self.model)

    def _tuned(self) -> Any:
        """The fine-tune's id: as a document says it, the runs of a suite name it, or it is deployed."""
        said = [value for tokens in _TUNED if (value := self._said(tokens))]
        ran = self._said(("safety_suites", "0", "reading", "models", "tuned"))
        deployed = [e.value for e in self._state.by_surface.get("fine_tuned_model", ()) if isinstance(e.value, str)]
        return next(iter((*said, *([ran] if ran else ()), *(deployed if len(deployed) == 1 else ()))), None)

    def _lock(self) -> str | None:
        """The only lock file of the repository."""
        paths = [path for path in self.at.snapshot.entries([""]) if _LOCKS.fullmatch(path)]
        locks = [path for path in paths if not path.endswith(".txt")] or paths
        return locks[0] if len(locks) == 1 else None

    def _digest(self, path: str) -> str | None:
        entry = self.at.snapshot.entry(path)
        if entry is None or not entry.is_regular:
            return None
        digest = hashlib.sha256()
        for part in self.at.snapshot.stream(path, entry):
            digest.update(part)
        return f"sha256:{digest.hexdigest()}"

    def _control(self, filling: Filling, tokens: tuple[str, ...]) -> str | None:
        """A file or value on a surface of the deployment, and the surface of the one that was named."""
        known = {e.key: surface for surface in CONTROL_SURFACES for e in self._state.by_surface.get(surface, ())}
        if tokens[-1] == "path":
            return next(iter(known), None) if len(known) == 1 else None
        named = filling.value((*tokens[:-1], "path"))
        return known.get(named) if tokens[-1] == "surface" and isinstance(named, str) else None


def _place(kind: str, asked: Question) -> str:
    """A question by its kind and its keys, whichever item of a list it is about."""
    return f"{kind}#{re.sub(r'/[0-9]+(?=/|$)', '/*', '/' + asked.name)}"
