"""The case: one JSON document with every fact that the policies judge (``schemas/case.schema.json``).

This module gathers; it judges nothing. It opens only the models that the change touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from gate.case.context import Context
from gate.case.facts import commits, dates, ended, floating, named_files, reviewed
from gate.case.verification import Verification, disposition_at
from gate.config.load import CONFIG_PATH, Config, Model, Surfaces
from gate.config.load import load as load_config
from gate.config.selectors import Selector
from gate.documents import DocumentError, parse
from gate.evidence.pack import DISPOSITION, MAX_DOCUMENT, Document, Pack, load, load_state
from gate.git.entry import Entry
from gate.git.paths import below
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.policy.bundle import Bundle, load_builtin, load_folder
from gate.surfaces.compare import compare
from gate.surfaces.keys import printable
from gate.surfaces.reader import MAX_TEXT, Reader
from gate.surfaces.significance import significance
from gate.surfaces.state import build
from gate.values.canonical import digest_of
from gate.values.changes import Change
from gate.values.elements import Element, State
from gate.values.errors import ConfigError, EvidenceError, SurfaceError, TunegateError, UndecidedError, UsageError
from gate.values.redact import redact_value
from gate.values.terms import CONTROL_PLANE, CONTROL_PLANE_SURFACE

if TYPE_CHECKING:
    from gate.approvals.approvals import Approvals, Reviewers
    from gate.config.approvers import Approvers
    from gate.recognise.scan import Notice

T = TypeVar("T", Config, Model)

CASE_SCHEMA = "tunegate/case/v1"
WORKFLOWS = (".github/workflows", ".github/actions")
MAX_KEYS = 20
_REPAIR = "Settings, policies and waivers of the trusted branch count; repair it there."


@dataclass(frozen=True)
class Gathered:
    """The case, and what a renderer needs beside it."""

    case: Mapping[str, Any]
    bundle: Bundle
    base: Snapshot | None
    head: Snapshot
    models: tuple[str, ...]  # that were looked at
    whole: bool = True  # whether those are all that concern the commit


@dataclass(frozen=True, slots=True)
class SnapshotFetch:
    """The bytes behind the elements of a snapshot."""

    snapshot: Snapshot

    def text(self, element: Element) -> bytes | None:
        """The whole file; None where it has more than `MAX_TEXT` bytes."""
        chunks: list[bytes] = []
        size = 0
        for chunk in self.stream(element):  # to its end: what is left unread would be taken for the next object
            size += len(chunk)
            if size <= MAX_TEXT:
                chunks.append(chunk)
        return b"".join(chunks) if size <= MAX_TEXT else None

    def stream(self, element: Element) -> Iterator[bytes]:
        return self.snapshot.stream(element.path, Entry(element.mode or "100644", element.oid))


@dataclass
class Gatherer:
    """Collects the facts of one comparison. Every method reads git at most once for a thing."""

    repository: Repository
    context: Context
    config_path: str = CONFIG_PATH
    all_models: bool = False
    reader: Reader = field(default_factory=Reader)
    verification: Verification | None = None  # where one commit is verified in place of a change
    logins: frozenset[str] = frozenset()  # who GitHub says is behind the change
    reviewers: Reviewers | None = None  # who approved the head commit on GitHub, if that is asked

    def __post_init__(self) -> None:
        base = self.context.base
        self.head = Snapshot(self.repository, self.context.head)
        self.base = Snapshot(self.repository, base) if base is not None else None

    # -- configuration

    def config_at(self, snapshot: Snapshot | None) -> Config | None:
        """The configuration at a snapshot; None where it has none."""
        entry = snapshot.entry(self.config_path) if snapshot else None
        if snapshot is None or entry is None:
            return None
        if not entry.mode.startswith("100"):
            raise ConfigError(
                "the configuration has to be a file of its own", path=self.config_path, remedy="Replace the link."
            )
        data = snapshot.read(self.config_path, entry, limit=MAX_TEXT)
        if data not in self._configs:
            self._configs[data] = load_config(data, self.config_path)
        return self._configs[data]

    @property
    def is_configured(self) -> bool:
        """Whether the base or the head has a configuration, readable or not, or one was asked for by name."""
        if self.config_path != CONFIG_PATH:
            return True
        return any(s is not None and s.entry(self.config_path) is not None for s in (self.base, self.head))

    def configs(self) -> tuple[Config | None, Config | None]:
        """(base's, head's). Raises ConfigError where neither has one."""
        head = self.config_at(self.head)
        if self.verification is not None and head is not None:
            return head, head  # nothing is compared, so nothing was added or introduced
        try:
            base = self.config_at(self.base)
        except ConfigError as error:  # its lines are not those of the file that the user sees
            problem = error.problems[0]
            line = f", line {problem.line}" if problem.line else ""
            raise ConfigError(
                f"at the base commit {str(self.context.base)[:12]}{line}: {problem.message}",
                path=self.config_path,
                remedy="The gate trusts only the base; repair it there, in a change that an administrator merges.",
            ) from None
        if base is None and head is None:
            raise ConfigError(
                "there is no tunegate.yaml, neither at the base nor at the head",
                path=self.config_path,
                remedy="Run 'tunegate init' to write one from what is recognised.",
            )
        self.refuse_old_base(base)
        return base, head

    def refuse_old_base(self, base: Config | None) -> None:
        """Raises UndecidedError where the gate itself was changed on the base branch after this branch left it.

        The author of a branch chooses where it starts, and so could choose an older and weaker gate.
        """
        if self.context.tip is None or self.base is None:
            return
        tip = Snapshot(self.repository, self.context.tip)
        configs = [config for config in (base, self.config_at(tip)) if config]
        for selector in self.control_selectors(configs):
            old, new = self.base.entries([selector.prefix]), tip.entries([selector.prefix])
            for path in sorted({*old, *new}):
                if selector.matches(path) and old.get(path) != new.get(path):
                    raise UndecidedError(
                        "the gate was changed on the base branch after this branch left it",
                        path=path,
                        remedy="Bring the branch up to date: merge the base branch into it, or rebase it.",
                    )

    @cached_property
    def authority(self) -> Snapshot:
        """Where settings, policies and waivers are read from."""
        if self.verification is not None and self.verification.branch is not None:
            return Snapshot(self.repository, self.verification.branch.commit)
        return self.base if self.base is not None and self.config_at_base else self.head

    def trusted_config(self) -> Config:
        """The configuration whose settings and waivers count. Raises ConfigError where there is none."""
        if self.verification is None:
            return self.trusted(*self.configs())
        try:
            config = self.config_at(self.authority)
        except ConfigError as error:  # its lines are those of another commit
            raise ConfigError(
                f"on the trusted branch: {error.problems[0].message}", path=self.config_path, remedy=_REPAIR
            ) from None
        if config is None:
            raise ConfigError("the trusted branch has no tunegate.yaml", path=self.config_path, remedy=_REPAIR)
        return config

    @staticmethod
    def trusted(first: T | None, second: T | None) -> T:
        """The first of the two that is there; one of them always is."""
        found = first or second
        if found is None:
            raise UndecidedError("neither the base nor the head has a configuration", remedy="Write a tunegate.yaml.")
        return found

    @cached_property
    def approvals(self) -> Approvals:
        """The approvals of the head's documents, by the keys of the trusted commit."""
        from gate.approvals.approvals import Approvals
        from gate.approvals.authors import authors_of

        return Approvals(
            self.head,
            self.authority,
            self.trusted_config().signing,
            self.context.now,
            lambda: authors_of(self.repository, self.context.base, self.context.head, self.logins),
            self.reviewers,
        )

    # -- states and changes

    def state(self, snapshot: Snapshot, model: str, surfaces: Surfaces, *, strict: bool) -> State:
        return build(snapshot, model, surfaces, self.reader, strict=strict)

    def changes(self, model: str, surfaces: Iterable[Surfaces]) -> list[Change]:
        """Base-to-head changes under each of the surface definitions, every change once."""
        if self.base is None:
            return []
        found: dict[tuple[Any, ...], Change] = {}
        for definition in surfaces:
            old = self.state(self.base, model, definition, strict=False)
            new = self.state(self.head, model, definition, strict=True)
            for change in compare(old, new, self.fetcher(self.base), self.fetcher(self.head)):
                place = (change.surface, change.change, change.key, change.line, change.base_line, change.detail)
                found.setdefault(place, change)
        return sorted(found.values(), key=lambda c: (c.surface, c.path, c.line or c.base_line or 0, c.key))

    def fetcher(self, snapshot: Snapshot) -> SnapshotFetch:
        return SnapshotFetch(snapshot)

    # -- the whole

    def gather(self) -> Gathered:
        """Build the case. Raises TunegateError with every problem of configuration, surfaces and evidence."""
        old, new = self.configs()
        trusted = self.trusted_config()
        changed = self.changed_paths()
        self.refuse_lookalikes(old, new, changed)
        plane_changes, plane = self.control_plane(old, new, trusted, changed)
        bundle = self.bundle(trusted)
        models: dict[str, Any] = {}
        changes: list[Change] = list(plane_changes)
        problems: list[TunegateError] = []
        for name in self.touched(old, new, changed):
            try:
                facts, rows = self.model(
                    name, old.models.get(name) if old else None, new.models.get(name) if new else None
                )
            except (SurfaceError, EvidenceError) as error:
                problems.append(error)
                continue
            models[name] = facts
            changes.extend(rows)
        if problems:
            raise type(problems[0])([p for error in problems for p in error.problems])
        case = {
            "schema": CASE_SCHEMA,
            "now": self.context.now,
            "mode": "check" if self.verification is None else "verify",
            "event": self.context.event,
            "base": self.context.base,
            "head": self.context.head,
            "settings": dict(trusted.settings),
            "adjustments": [dict(row) for row in trusted.adjustments],
            "waivers": [dict(row) for row in trusted.waivers],
            "control_plane": plane,
            "verification": self.verified(trusted, models),
            "models": models,
            "changes": [public_row(change) for change in changes],
        }
        whole = self.verification is None or set(models) == set(trusted.models) | set(self.trusted(old, new).models)
        return Gathered(case, bundle, self.base, self.head, tuple(models), whole)

    def verified(self, trusted: Config, models: Iterable[str]) -> dict[str, Any] | None:
        """What a verification asks beside the models' own facts; None where a change is checked."""
        asked = self.verification
        if asked is None:
            return None
        facts: dict[str, Any] = {"trusted": None, "states": dict(asked.states)}
        if asked.branch is None:
            return facts
        own, tip = self.trusted(*self.configs()), self.authority
        facts["trusted"] = {
            "name": asked.branch.name,
            "commit": asked.branch.commit,
            "reachable": asked.reachable,
            "models": {
                name: {
                    "watched": _watched(trusted.models.get(name)) == _watched(own.models[name]),
                    "disposition": disposition_at(tip, trusted.models[name].evidence)
                    if name in trusted.models
                    else None,
                }
                for name in models
            },
        }
        return facts

    def all_changes(self) -> list[Change]:
        """Every change of every touched model and of the control plane, without the evidence."""
        old, new = self.configs()
        trusted = self.trusted(old, new)
        changed = self.changed_paths()
        found = self.control_plane(old, new, trusted, changed)[0]
        for name in self.touched(old, new, changed):
            blocks = [config.models[name] for config in (old, new) if config and name in config.models]
            found = [*found, *self.changes(name, _definitions(blocks))]
        return found

    def recognised_changes(self) -> tuple[list[Change], list[Notice]]:
        """Every change that the recognisers see, and what they could not read."""
        from gate.recognise.differ import changes

        if self.base is None:
            raise UsageError("there is no base to compare with", remedy="Name it with --base.")
        changed = self.repository.changed(self.base.name, self.head.name)
        renames = self.repository.renames(self.base.name, self.head.name)
        fetch = self.fetcher(self.base), self.fetcher(self.head)
        return changes(self.base, self.head, changed | {*renames.values()}, renames, fetch)

    def scan(self) -> tuple[list[Element], list[Notice], Config | None]:
        """Everything that the recognisers find at the head, but for what the configuration takes out."""
        from gate.recognise.scan import scan

        config = self.config_at(self.head)
        return *scan(self.head, lambda path: config is not None and self.is_own(path, config)), config

    def is_own(self, path: str, config: Config) -> bool:
        """Whether a file is the gate's own, or one that recognisers are not to look at."""
        folders = [*config.policies, config.control_plane.evidence, *(m.evidence for m in config.models.values())]
        return (
            path == self.config_path
            or any(below(path, folder) for folder in folders)
            or any(selector.matches(path) for selector in config.unrecognised)
        )

    def chosen(self, name: str | None) -> Mapping[str, Model]:
        """The head's models, or the one that is named. Raises UsageError where there is none of that name."""
        config = self.config_at(self.head)
        if config is None:
            raise ConfigError(
                f"there is no {self.config_path}", path=self.config_path, remedy="Write one, or name it with --config."
            )
        if name is None:
            return config.models
        if name not in config.models:
            raise UsageError(f"there is no model {name!r}", remedy=f"Known models: {', '.join(config.models)}.")
        return {name: config.models[name]}

    def states(self, name: str | None) -> dict[str, State]:
        """The head's state of every model, or of the one that is named."""
        return {
            model.name: self.state(self.head, model.name, model.surfaces, strict=True)
            for model in self.chosen(name).values()
        }

    def changed_paths(self) -> set[str] | None:
        """Paths that differ; None where there is no base, so that everything counts."""
        if self.base is None:
            return None
        return self.repository.changed(self.base.name, self.head.name)

    def bundle(self, trusted: Config) -> Bundle:
        builtin = load_builtin()
        snapshot = self.authority
        extra: dict[str, str] = {}
        for folder, line in trusted.policies.items():
            extra.update(load_folder(snapshot, folder, (self.config_path, line)))
        if not extra:
            return builtin
        from gate.policy.lint import lint, shadows

        if found := [*shadows(extra, builtin.modules), *lint(extra)]:
            raise ConfigError(found)
        return Bundle({**builtin.modules, **extra}, foreign=True)

    @property
    def config_at_base(self) -> bool:
        return self.base is not None and self.base.entry(self.config_path) is not None

    def refuse_lookalikes(self, old: Config | None, new: Config | None, changed: set[str] | None) -> None:
        """Raises SurfaceError for a changed path that some file systems take for a reviewed one."""
        from gate.surfaces.lookalikes import refuse_lookalikes

        models = [model for config in (old, new) if config for model in config.models.values()]
        selectors = {s.glob: s for model in models for rows in model.surfaces.values() for s in rows if not s.exclude}
        paths = self.head.entries([""]) if changed is None else changed
        refuse_lookalikes(self.head, paths, selectors.values())

    def touched(self, old: Config | None, new: Config | None, changed: set[str] | None) -> list[str]:
        """The models that this change can concern, by name."""
        if self.verification is not None and self.verification.model is not None:
            return [self.verification.model]
        names = sorted({*(old.models if old else ()), *(new.models if new else ())})
        if changed is None or self.all_models:
            return names
        return [
            name
            for name in names
            if _touches(changed, old.models.get(name) if old else None, new.models.get(name) if new else None)
        ]

    # -- the control plane

    def control_plane(
        self, old: Config | None, new: Config | None, trusted: Config, changed: set[str] | None
    ) -> tuple[list[Change], dict[str, Any]]:
        facts: dict[str, Any] = {
            "path": self.config_path,
            "introduced": old is None,
            "owner": trusted.control_plane.owner,
            "approvers": self.approvals.asked(trusted.control_plane.approvers),
            "state": None,
            "base_state": None,
            "determinations": [],
        }
        if changed is None or self.base is None:
            return [], facts
        watched = [config for config in (old, new) if config]
        fixed = {CONTROL_PLANE_SURFACE: self.control_selectors(watched)}
        hit = any(s.matches(path) for path in changed for s in fixed[CONTROL_PLANE_SURFACE])
        if not hit and not any(below(path, folder) for path in changed for folder in WORKFLOWS):
            return [], facts
        workflows = self.gate_workflows()
        if not hit and not workflows & changed:
            return [], facts
        surfaces = {
            CONTROL_PLANE_SURFACE: (*fixed[CONTROL_PLANE_SURFACE], *(Selector.literal(p) for p in sorted(workflows)))
        }
        self.check_keys(new)
        base = self.state(self.base, CONTROL_PLANE, surfaces, strict=False)
        head = self.state(self.head, CONTROL_PLANE, surfaces, strict=True)
        pack = load(self.head, trusted.control_plane.evidence).or_raise()
        facts["state"], facts["base_state"] = head.digest, base.digest
        facts["determinations"] = [
            self.decision(d, head, trusted.control_plane.evidence, trusted.control_plane.approvers)
            for d in pack.determinations
        ]
        return compare(base, head, self.fetcher(self.base), self.fetcher(self.head)), facts

    def check_keys(self, new: Config | None) -> None:
        """Raises ConfigError where the head's lists of keys would be of no use once they are the base's."""
        if new is not None and new.signing is not None:
            from gate.approvals.approvals import revoked_at, signers_at

            signers_at(self.head, new.signing)
            revoked_at(self.head, new.signing)

    def control_selectors(self, configs: Iterable[Config]) -> tuple[Selector, ...]:
        """Configuration, policies, lists of keys and the paths that the configuration adds to them."""
        found = {self.config_path: Selector.parse(self.config_path)}
        for config in configs:
            for folder in config.policies:
                found.setdefault(folder, Selector.parse(folder + "/**"))
            for path in config.signing.paths if config.signing else ():
                found.setdefault(path, Selector.literal(path))
            for selector in config.control_plane.paths:
                found.setdefault(selector.text, selector)
        return tuple(found.values())

    def gate_workflows(self) -> set[str]:
        """Workflows of the repository that name the gate, and actions with all of their files, at the base or head."""
        found: set[str] = set()
        for snapshot in (self.base, self.head):
            for path, entry in snapshot.entries(WORKFLOWS).items() if snapshot else ():
                if not path.endswith((".yml", ".yaml")) or not entry.mode.startswith("100"):
                    continue
                if b"tunegate" in snapshot.read(path, entry, limit=MAX_TEXT):  # type: ignore[union-attr]
                    found.add(path)
        actions = {path.rpartition("/")[0] for path in found if below(path, WORKFLOWS[1])}
        for snapshot in (self.base, self.head) if actions else ():
            files = snapshot.entries(actions) if snapshot else {}
            found.update(path for path in files if path.count("/") > WORKFLOWS[1].count("/") + 1)
        return found

    # -- one model

    def model(self, name: str, old: Model | None, new: Model | None) -> tuple[dict[str, Any], list[Change]]:
        shown = self.trusted(new, old)
        changes = self.changes(name, _definitions([m for m in (old, new) if m]))
        head = self.state(self.head, name, shown.surfaces, strict=True)
        pack = load(self.head, shown.evidence).or_raise() if new else Pack(shown.evidence)
        approvers = self.approvers(name, shown)
        facts = {
            "config": {"path": self.config_path, "line": shown.line, "end_line": shown.end_line},
            "status": "removed" if new is None else "added" if old is None else "present",
            "state": {
                "digest": head.digest,
                "surfaces": {
                    surface: {"digest": head.surface_digests[surface], "elements": len(rows)}
                    for surface, rows in head.by_surface.items()
                },
            },
            "unmatched": [
                {
                    "surface": surface,
                    "selector": text,
                    "path": self.config_path,
                    "line": shown.places[surface, text][0],
                    "end_line": shown.places[surface, text][1],
                }
                for surface, text in head.unmatched
            ],
            "floating": floating(self.head, self.reader, head),
            "reviewed": reviewed(head),
            "approvers": self.approvals.asked(approvers),
            "evidence": {
                "path": pack.path,
                "artefacts": {kind: self.document(d, head, pack.path) for kind, d in pack.artefacts.items()},
                "disposition": self.decision(pack.disposition, head, pack.path, approvers)
                if pack.disposition
                else None,
                "determinations": [self.decision(d, head, pack.path, approvers) for d in pack.determinations],
                "drift": self.drift(pack),
                "decided_before": self.decided_before(old, pack.disposition),
                "trained_until": ended(pack.artefacts["training-run"].value)
                if "training-run" in pack.artefacts
                else None,
                **self.tested_before(old, pack, head),
            },
        }
        return facts, changes

    def approvers(self, name: str, shown: Model) -> Approvers | None:
        """Who is asked by the trusted configuration; of a model that it does not have, by the one that adds it."""
        trusted = self.trusted_config().models.get(name)
        if trusted is None and self.verification is not None and self.verification.branch is not None:
            return None  # an older commit does not say itself who may approve what the branch has dropped
        return (trusted or shown).approvers

    def document(self, document: Document, head: State, folder: str) -> dict[str, Any]:
        """An evidence document with its places, and how the head differs from the state it was made for."""
        digest = document.value["state"]
        return {
            "path": document.path,
            "digest": document.digest,
            "document": document.value,
            "lines": document.node.lines(),
            "dates": dates(document.value),
            "files": named_files(self.head, self.reader, document.value),
            "commits": commits(self.repository, document.value),
            "made_for": self.made_for(digest, head, folder),
        }

    def decision(self, document: Document, head: State, folder: str, approvers: Approvers | None) -> dict[str, Any]:
        """A disposition or a determination, with who approved it."""
        return {**self.document(document, head, folder), "approval": self.approvals.of(document, approvers)}

    def decided_before(self, old: Model | None, disposition: Document | None) -> str | None:
        """When the base's disposition was decided, if the head has another one."""
        decided = self.before(old, DISPOSITION, disposition).get("decided_at")
        return decided if isinstance(decided, str) else None

    def tested_before(self, old: Model | None, pack: Pack, head: State) -> dict[str, Any]:
        """If the head has other evaluation results: the base's suites with outcomes item by item, and what became of
        them; if it has another analysis: what was regressed there."""
        results, analysis = (pack.artefacts.get(kind) for kind in ("evaluation-results", "alignment-regression"))
        before = self.before(old, "evaluation-results", results)
        suites = before.get("safety_suites")
        rows = [row for row in suites if isinstance(row, dict)] if isinstance(suites, list) else []
        recorded = sorted({str(row.get("name")) for row in rows if "records" in row})
        facts: dict[str, Any] = {"recorded_before": recorded, "tested_before": None, "regressed_before": None}
        if before and self.base is not None and results is not None:
            from gate.drift.base_results import earlier

            digest = before.get("state")
            changed = self.made_for(digest, head, pack.path)["changed"] if isinstance(digest, str) else {}
            found = earlier(self.base, before, self.head, results.value)
            facts["tested_before"] = {**found, "changed": sorted(changed)}
        if answered := self.before(old, "alignment-regression", analysis):
            from gate.drift.base_results import regressed

            facts["regressed_before"] = regressed(answered)
        return facts

    def before(self, old: Model | None, kind: str, document: Document | None) -> dict[str, Any]:
        """The base's document of a kind, where the head has another one; empty for one that cannot be read."""
        if self.base is None or old is None or document is None:
            return {}
        for ending in ("yaml", "yml"):
            path = f"{old.evidence}/{kind}.{ending}"
            entry = self.base.entry(path)
            if entry is None or not entry.mode.startswith("100"):
                continue
            data = self.base.read(path, entry, limit=MAX_DOCUMENT)
            if digest_of(data) == document.digest:
                return {}
            try:
                found = parse(data, "yaml").plain()
            except DocumentError:
                return {}
            return found if isinstance(found, dict) else {}
        return {}

    def drift(self, pack: Pack) -> dict[str, Any] | None:
        results = pack.artefacts.get("evaluation-results")
        if results is None:
            return None
        from gate.drift.suite_facts import drift

        return drift(self.head, results, self.trusted_config().settings)

    def made_for(self, digest: str, head: State, folder: str) -> dict[str, Any]:
        key = (folder, digest, head.digest)
        if key not in self._made_for:
            reviewed = load_state(self.head, folder, digest)
            changed: dict[str, Any] = {}
            if digest == head.digest:
                pass  # nothing differs, but without its file nobody can tell later what did
            elif reviewed is None:
                changed = {surface: {"count": 0, "keys": []} for surface in head.by_surface}
            else:
                differences = compare(reviewed, head)
                for change in differences:
                    row = changed.setdefault(change.surface, {"count": 0, "keys": []})
                    row["count"] += 1
                    if len(row["keys"]) < MAX_KEYS:
                        row["keys"].append(change.key)
                if "base_model" in changed:
                    rows = (change for change in differences if change.surface == "base_model")
                    changed["base_model"]["significance"] = significance(rows)
            self._made_for[key] = {"digest": digest, "known": reviewed is not None, "changed": changed}
        return self._made_for[key]

    _configs: dict[bytes, Config] = field(default_factory=dict)
    _made_for: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)


def public_row(change: Change) -> dict[str, Any]:
    """A change as it may be shown: secrets redacted, names of files as text that any encoding holds."""
    row = change.row()
    for name in ("old", "new", "detail"):
        row[name] = redact_value(row[name])
    for name in ("key", "path", "base_path"):
        row[name] = None if row[name] is None else printable(row[name])
    return row


def _definitions(models: list[Model]) -> list[Surfaces]:
    """The surface definitions of base and head, once where they are the same."""
    surfaces = [model.surfaces for model in models]
    if len(surfaces) == 2 and _texts(surfaces[0]) == _texts(surfaces[1]):
        del surfaces[0]
    return surfaces


def _texts(surfaces: Surfaces) -> dict[str, list[str]]:
    return {surface: [s.text for s in selectors] for surface, selectors in surfaces.items()}


def _watched(model: Model | None) -> tuple[Any, ...]:
    """What is looked at for a model: surfaces and the folder of its evidence; nothing where there is no such model."""
    return () if model is None else (_texts(model.surfaces), model.evidence)


def _touches(changed: set[str], old: Model | None, new: Model | None) -> bool:
    if (old is None) != (new is None):
        return True
    for model in (old, new):
        if model is None:
            continue
        if any(below(path, model.evidence) for path in changed):
            return True
        selectors = [s for rows in model.surfaces.values() for s in rows if not s.exclude]
        if any(s.matches(path) or below(s.prefix, path) for s in selectors for path in changed):
            return True
    return (
        old is not None
        and new is not None
        and (_texts(old.surfaces) != _texts(new.surfaces) or old.evidence != new.evidence)
    )
