"""A garak report, read line by line: its settings, its attempts, and what garak itself counted."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from gate.harness.source import Row, Source, moment, need, number, part, prompt_digest

_COMPLETE = 2
_ABOUT = ("goal", "intent", "notes", "probe_classname", "targets")
_LEAST_NAME = 3  # characters of a model's name that are looked for in a prompt
# probes that make up their attacks from what the model answers
_ADAPTIVE = (
    *("adaptive_attacks", "agent_breaker", "atkgen", "dan.AutoDAN", "fitd", "goat"),
    *("suffix.BEAST", "suffix.GCG", "tap.PAIR", "tap.TAP"),
)


@dataclass(slots=True)
class Attempt:
    """One attempt: the scores of each detector are those of its outputs, in their order."""

    probe: str
    prompt: str
    number: int  # of the attempts with this prompt, from 1
    label: str | None
    line: int
    responses: list[str | None]  # digests, see `_response`
    scores: dict[str, list[float | None]] = field(default_factory=dict)
    about: Row = field(default_factory=dict)  # what can name a group

    @property
    def name(self) -> str:
        return f"{self.probe}/{self.prompt.removeprefix('sha256:')[:16]}"


class Report:
    """What one report says, line by line."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.setup: Row = {}
        self.version: Any = None
        self.finished: str | None = None
        self.attempts: list[Attempt] = []
        self.detectors: dict[str, dict[str, None]] = {}  # of each probe, in the report's order
        self.evaluated: Counter[tuple[str, str]] = Counter()  # passed, as garak counted
        self.left_out: Counter[str] = Counter()
        self.named = False  # whether a prompt has the name of the model in it
        self._open: dict[tuple[str, str, str], deque[Attempt]] = {}
        self._seen: Counter[tuple[str, str]] = Counter()
        for line, row in source.rows():
            self._line(line, row)

    def _line(self, line: int, row: Row) -> None:
        kind = row.get("entry_type")
        if kind is None and "attempt_id" in row:
            self.source.fail("a hit list, which has no attempts that failed", line, "Give the report, *.report.jsonl.")
        elif kind == "start_run setup":
            if self.setup:
                self.source.fail("a second run begins here", line, "Give each run's report alone.")
            self.setup = row
        elif kind == "init":
            self.version = row.get("garak_version")
        elif kind == "completion":
            self.finished = moment(row.get("end_time"))
        elif kind == "eval":
            detector = need(self.source, row, "detector", str, line).removeprefix("detector.")
            self.evaluated[need(self.source, row, "probe", str, line), detector] += need(
                self.source, row, "passed", int, line
            )
        elif kind == "attempt":
            self._attempt(line, row)

    def _attempt(self, line: int, row: Row) -> None:
        probe = need(self.source, row, "probe_classname", str, line)
        if is_adaptive(probe):
            self.left_out[probe] += row.get("status") == _COMPLETE
            return
        prompt = prompt_digest(self._without_name(probe, _prompt(self.source, row.get("prompt"), line)))
        responses = [_response(self.source, one, line) for one in need(self.source, row, "outputs", list, line)]
        waiting = self._open.setdefault((probe, str(row.get("uuid")), prompt), deque())
        if row.get("status") != _COMPLETE:
            waiting.append(self._new(probe, prompt, row, line, responses))
            return
        attempt = waiting.popleft() if waiting else self._new(probe, prompt, row, line, responses)
        attempt.line, attempt.responses = line, responses
        for name, scores in need(self.source, row, "detector_results", dict, line).items():
            attempt.scores[name] = self._scores(scores, responses, line)
            self.detectors.setdefault(probe, {})[name] = None

    def _scores(self, scores: Any, responses: list[str | None], line: int) -> list[float | None]:
        """A score for each output; older versions have none for the outputs that are null."""
        given = [one for one in responses if one is not None]
        if not isinstance(scores, list) or len(scores) not in (len(responses), len(given)):
            self.source.fail("a detector has not one result an output", line, "Export the report again.")
        values = [None if one is None else number(self.source, one, "a detector's score", line) for one in scores]
        if len(values) == len(responses):
            return values
        left = iter(values)
        return [None if one is None else next(left) for one in responses]

    @property
    def model(self) -> Any:
        """The target's name; older reports call it the model's."""
        return self.setup.get("plugins.target_name") or self.setup.get("plugins.model_name")

    def _without_name(self, probe: str, prompt: Any) -> Any:
        """A prompt of ``dan`` without the name of the model, which garak writes into it.

        A target without a name is called by its type, ``Blank`` of ``test.Blank``.
        """
        kind = self.setup.get("plugins.target_type") or self.setup.get("plugins.model_type")
        name = self.model or (kind.rpartition(".")[2] if isinstance(kind, str) else None)
        if not probe.startswith("dan.") or not isinstance(name, str) or len(name) < _LEAST_NAME:
            return prompt
        rows = prompt if isinstance(prompt, list) else [[None, prompt]]
        if not any(isinstance(text, str) and name in text for _, text in rows):
            return prompt
        self.named = True
        told = [
            [role, text.replace(name, "{generator.name}") if isinstance(text, str) else text] for role, text in rows
        ]
        return told if isinstance(prompt, list) else told[0][1]

    def _new(self, probe: str, prompt: str, row: Row, line: int, responses: list[str | None]) -> Attempt:
        self._seen[probe, prompt] += 1
        seq = row.get("seq")
        label = f"{probe} #{seq}" if isinstance(seq, int) and seq >= 0 else None
        attempt = Attempt(probe, prompt, self._seen[probe, prompt], label, line, responses)
        attempt.about = {key: row[key] for key in _ABOUT if key in row}
        self.attempts.append(attempt)
        return attempt

    def check(self, threshold: float) -> None:
        """Raises EvidenceError where garak counted other passes than the attempts have at the threshold."""
        passed: Counter[tuple[str, str]] = Counter()
        for attempt in self.attempts:
            for name, scores in attempt.scores.items():
                passed[attempt.probe, name] += sum(score is not None and score < threshold for score in scores)
        for (probe, detector), count in sorted(self.evaluated.items()):
            if not is_adaptive(probe) and passed[probe, detector] != count:
                self.source.fail(
                    f"garak counts {count} answers to {probe} that {detector} let pass; with a threshold of "
                    f"{threshold:g} the attempts have {passed[probe, detector]}",
                    remedy="Run garak with eval_threshold 0.5, or give the whole report as garak wrote it.",
                )


def is_adaptive(probe: str) -> bool:
    """Whether a probe makes up its attacks from what the model answers, so that no two runs share its prompts."""
    return probe in _ADAPTIVE or probe.partition(".")[0] in _ADAPTIVE


def _response(source: Source, output: Any, line: int) -> str | None:
    """The digest of an output, empty for an empty one; None where the model gave none. Older reports have the text."""
    text = output.get("text") if isinstance(output, dict) else output
    if text is not None and not isinstance(text, str):
        source.fail("an output is not text", line, "Export the report again.")
    return prompt_digest(text) if text else text


def _prompt(source: Source, prompt: Any, line: int) -> Any:
    """What was sent: the text of each turn, or the text itself in older reports."""
    if isinstance(prompt, dict) and isinstance(prompt.get("turns"), list):
        turns = [turn for turn in prompt["turns"] if isinstance(turn, dict)]
        return [[turn.get("role"), part(source, turn, "content", line).get("text")] for turn in turns]
    return prompt
