"""What a safety suite's run is, whichever harness wrote it: one answer per item and sample, as a judge saw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Answer:
    """One answer of one model to one item. Not to be changed; not frozen, as making one would take ten times as long.

    ``item`` names the item within its suite: it is the same in another run for the same item and for nothing else.
    ``prompt`` is ``sha256:...`` of what the harness records as sent (`gate.harness.reading.prompt_digest`), None where
    the file does not say. ``sample`` counts the answers to one item from 0. ``cluster`` names the group of items that
    are no independent draws (one attack on several tasks), None where each item stands alone. ``harmless`` marks a
    prompt that should be answered: its refusals are over-refusal. ``line`` is 1-based, None where the file has none.
    ``why`` says what happened where there is no outcome, ``response`` is the digest of what the model said.
    ``context`` is what the file says of the answer's own context (`gate.harness.contexts`): dimension and value.
    ``again`` is how many further judgements of it the file has, and how many of them say something else.
    """

    item: str
    category: str
    outcome: str
    prompt: str | None = None
    sample: int = 0
    cluster: str | None = None
    harmless: bool = False
    path: str = ""
    line: int | None = None
    label: str | None = None
    response: str | None = None
    why: str | None = None
    context: tuple[tuple[str, str | int], ...] = ()
    again: tuple[int, int] = (0, 0)

    @property
    def place(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Judge:
    """Who or what decided the outcomes; ``version`` None where the file does not say.

    ``prompt`` is ``sha256:...`` of the prompt that a judging model was given, None where there is none or the file does
    not say.
    """

    name: str
    version: str | None = None
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file that the run was read from. ``digest`` is ``sha256:...`` of its bytes."""

    path: str
    digest: str


@dataclass(frozen=True)
class Run:
    """One model's run of one suite.

    ``polarity`` says in a sentence which value of which field counts as a refusal. ``adaptive`` is true where the
    harness makes up its attacks while running, so that no two runs share their items. ``expected`` are the items
    that the run was meant to answer, None where the file does not say. ``model`` is as the file itself names it: the
    name of a file does not name a model. ``sampling`` has temperature, top_p, max_tokens, seed and their like, where
    the file says. ``setup`` has what else has to be the same in both runs, under the harness's own words for it: solver
    steps, task arguments, thresholds, who graded; text, numbers, or digests of what is longer.
    ``finished_at`` is RFC 3339 in UTC, to the second.
    ``classes`` is the importer's own table for the categories of this run (category -> alignment class).
    ``context`` has what is declared of the context of all answers (`gate.harness.contexts`).
    ``notes`` say in sentences what was left out of the answers, and why.
    """

    harness: str
    suite: str
    answers: tuple[Answer, ...]
    files: tuple[RawFile, ...]
    polarity: str
    harness_version: str | None = None
    suite_version: str | None = None
    model: str | None = None
    revision: str | None = None
    judge: Judge | None = None
    system_prompt: str | None = None
    chat_template: str | None = None
    dataset: str | None = None
    sampling: Mapping[str, float | int | str] = field(default_factory=dict)
    setup: Mapping[str, float | int | str] = field(default_factory=dict)
    samples_per_item: int = 1
    expected: frozenset[str] | None = None
    finished_at: str | None = None
    adaptive: bool = False
    classes: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, str | int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """How the user says that files are to be read, where they leave it open.

    ``metric`` names the scorer, metric or field with the outcome; ``outcomes`` maps its values, as text, to an
    outcome; ``category`` names the field with the category, ``cluster`` the one that items of a group have alike;
    ``model`` picks one model out of a file with several;
    ``judge`` states the judge that the file does not name; its name is empty where only the version is stated.
    ``left_out`` are categories that are not about refusals. ``context`` is declared for all answers,
    ``context_fields`` names the field that has each further dimension of it.
    """

    metric: str | None = None
    outcomes: Mapping[str, str] = field(default_factory=dict)
    category: str | None = None
    model: str | None = None
    judge: Judge | None = None
    cluster: str | None = None
    left_out: tuple[str, ...] = ()
    context: Mapping[str, str | int] = field(default_factory=dict)
    context_fields: Mapping[str, str] = field(default_factory=dict)


def bare(name: str) -> str:
    """A model's name without the folders and services before it, in lower case."""
    return name.rstrip("/").rpartition("/")[2].lower()
