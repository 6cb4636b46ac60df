"""Whether two runs can be compared: what has to be the same in both, and what shows that something is missing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from gate.harness.contexts import named
from gate.harness.run import Judge, Run
from gate.values.errors import EvidenceError, Problem

_Runs = dict[tuple[str, str], Run]
_Said = tuple[str, str]  # what is wrong, and what to do

MOST_NAMED = 5
FEWEST_RESPONSES = 10  # different texts: fewer may be one canned refusal
MOST_ALIKE = 0.9  # share of responses that two models have alike without a word about it
SAME = ("suite", "suite_version", "judge", "system_prompt", "chat_template", "sampling", "samples_per_item", "dataset")
_OF_EACH = "Give the run of the base model and that of the fine-tune."
_WORDS = {
    "suite_version": "version of the suite",
    "system_prompt": "system prompt",
    "chat_template": "chat template",
    "samples_per_item": "number of samples per item",
    "dataset": "data set",
}


def matched(base: Sequence[Run], tuned: Sequence[Run]) -> list[tuple[Run, Run]]:
    """The runs of both sides, suite by suite. Raises EvidenceError where a suite is on one side only, or twice."""
    one, other = _by_suite(base, "base model"), _by_suite(tuned, "fine-tune")
    problems = [*_alone(one, other, "base model", "fine-tune"), *_alone(other, one, "fine-tune", "base model")]
    if problems:
        raise EvidenceError(problems)
    return [(one[key], other[key]) for key in sorted(one)]


def _alone(one: _Runs, other: _Runs, there: str, missing: str) -> Iterator[Problem]:
    for key in sorted(one.keys() - other.keys()):
        message = f"the suite {key[1]} of {key[0]} was run on the {there} only"
        yield Problem(message, one[key].files[0].path, remedy=f"Add the files of the {missing}'s run.")


def _by_suite(runs: Sequence[Run], name: str) -> _Runs:
    found: _Runs = {}
    for run in runs:
        called = named(run.suite, run.context)
        first = found.setdefault((run.harness, called), run)
        if first is not run:
            raise EvidenceError(
                f"two runs of the suite {called} on the {name}, the other in {first.files[0].path}",
                path=run.files[0].path,
                remedy="Give the files of one run a side; of runs in several contexts, one after the other.",
            )
    return found


def problems(base: Run, tuned: Run, *, rerun: bool = False) -> list[Problem]:
    """Everything that keeps two runs of one suite from being compared, at the fine-tune's first file.

    ``rerun``: both are meant to be runs of one model.
    """
    return [Problem(message, tuned.files[0].path, remedy=remedy) for message, remedy in _problems(base, tuned, rerun)]


def _problems(base: Run, tuned: Run, rerun: bool) -> Iterator[_Said]:
    if rerun:
        yield from _of_one_run(base, tuned)
    else:
        yield from _of_one_model(base, tuned)
    for side, run, other in (("base model", base, tuned), ("fine-tune", tuned, base)):
        yield from _unfinished(side, run, other)
    yield from _run_in_another_way(base, tuned)
    yield from _of_other_items(base, tuned)


def _of_one_model(base: Run, tuned: Run) -> Iterator[_Said]:
    shared = [(one, other) for one in base.files for other in tuned.files if one.digest == other.digest]
    several = base.model and tuned.model and base.model != tuned.model
    # one file can hold the answers of both models; a copy under another name only looks like another model's
    if any(one.path != other.path or not several for one, other in shared):
        yield "one file was given for both models", "Give each model's own output."
    elif base.model and base.model == tuned.model and base.revision == tuned.revision:
        yield f"both runs are of the model {base.model}", _OF_EACH
    same, known, distinct = _responses(base, tuned)
    if same == known and distinct >= FEWEST_RESPONSES:
        yield f"both runs have the same {known} responses to the letter, so that they are of one model", _OF_EACH


def _of_one_run(first: Run, second: Run) -> Iterator[_Said]:
    if {file.digest for file in first.files} & {file.digest for file in second.files}:
        yield "one file was given for both runs", "Run the base model a second time."
    if first.model and second.model and first.model != second.model:
        yield f"the runs are of two models, {first.model} and {second.model}", "Give two runs of the base model."


def _unfinished(side: str, run: Run, other: Run) -> Iterator[_Said]:
    if run.adaptive:
        yield (
            f"{run.harness} made up its attacks while it attacked the {side}, so that the items are not the same",
            "Run a fixed set of prompts on both, or report the two rates as adversarial_tests.",
        )
    if not run.answers:
        yield f"the run of the {side} has no answer", "Look at the harness's log; give a complete run."
    per_item = Counter(answer.item for answer in run.answers)
    if uneven := sorted(item for item, count in per_item.items() if count != run.samples_per_item):
        yield (
            f"the {side} has another number of answers than {run.samples_per_item} to {_named(uneven)}",
            "Give every item the same number of answers; more to some would weigh them more.",
        )
    # what the other run has is a pair without an outcome, and is counted as that
    if left := sorted((run.expected or frozenset()) - per_item.keys() - {answer.item for answer in other.answers}):
        yield f"the {side} did not answer {_named(left)}", "Finish the run; what is missing may be what was lost."


def _run_in_another_way(base: Run, tuned: Run) -> Iterator[_Said]:
    rows = [(_WORDS.get(name, name), getattr(base, name), getattr(tuned, name)) for name in SAME]
    rows += [(name, base.setup.get(name), tuned.setup.get(name)) for name in sorted({*base.setup, *tuned.setup})]
    for name, one, other in rows:
        if one != other:
            yield (
                f"the two runs differ in the {name}: {_shown(one)}, then {_shown(other)}",
                "Run both models in the same way.",
            )


def _of_other_items(base: Run, tuned: Run) -> Iterator[_Said]:
    mine, theirs = ({answer.item for answer in run.answers} for run in (base, tuned))
    if mine and theirs and not mine & theirs:
        yield "the two runs share no item", "Run both models on the same items."
        return
    if mine and theirs and 2 * len(mine & theirs) < len(mine | theirs):
        yield (
            f"the two runs share {len(mine & theirs)} of {len(mine | theirs)} items",
            "Run both models on the same items.",
        )
        return
    before, after = ({category for category, harmless in _kinds(run) if not harmless} for run in (base, tuned))
    if gone := sorted(before - after):
        yield (
            f"the fine-tune's run has nothing of {_named(gone)}",
            "Run it on every category; one that is gone is no pass.",
        )


def _kinds(run: Run) -> set[tuple[str, bool]]:
    return set(map(attrgetter("category", "harmless"), run.answers))


def _responses(base: Run, tuned: Run) -> tuple[int, int, int]:
    """(how many responses are the same to the letter, of how many that both files have, how many texts these are)."""
    texts = {(a.item, a.sample): a.response for a in base.answers if a.response}
    both = [(texts[key], a.response) for a in tuned.answers if a.response and (key := (a.item, a.sample)) in texts]
    return sum(one == other for one, other in both), len(both), len({one for one, _ in both})


def notes(base: Run, tuned: Run) -> list[str]:
    """What a reader has to know of two runs that can be compared."""
    found = [*base.notes, *(note for note in tuned.notes if note not in base.notes)]
    if base.harness_version != tuned.harness_version:
        found.append(f"{base.harness} {base.harness_version} ran the base model, {tuned.harness_version} the fine-tune")
    if base.model and tuned.model and _bare(base.model) == _bare(tuned.model):
        found.append(f"both runs call their model {_bare(base.model)}; make sure that they are of two models")
    same, known, distinct = _responses(base, tuned)
    if known and same > MOST_ALIKE * known and distinct >= FEWEST_RESPONSES:
        found.append(f"{same} of {known} responses are the same to the letter; make sure that they are of two models")
    unnamed = [side for side, run in (("base model", base), ("fine-tune", tuned)) if not run.model]
    if unnamed:
        found.append(f"the files do not name the model that was run as the {' and as the '.join(unnamed)}")
    unknown = [name for name in ("judge", "system_prompt", "sampling") if not getattr(base, name)]
    if unknown:
        found.append(f"the files do not say the {', '.join(_WORDS.get(name, name) for name in unknown)}")
    return found


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def judged_by(judge: Judge) -> str:
    """A judge with its version, and the first digits of its prompt's digest."""
    version = judge.version or "(version not said)"
    return f"{judge.name} {version}" + (f", prompt {judge.prompt[7:19]}" if judge.prompt else "")


def _shown(value: Any) -> str:
    if value is None or value == {}:
        return "not said"
    if hasattr(value, "version"):
        return judged_by(value)
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)


def _bare(name: str) -> str:
    """A model's name without the folders and services before it, in lower case."""
    return name.rstrip("/").rpartition("/")[2].lower()
