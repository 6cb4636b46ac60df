"""Which values of the documents a source can give, whichever readers there are: typed without one, they are unproven.

``*`` is any one step. The rest of what a document says is a person's judgement, and is attested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from gate.documents import Node, tokens_of

ELSEWHERE = "elsewhere"
_MODEL = ("/base_model/id", "/base_model/revision")

KNOWABLE: Mapping[str, tuple[str, ...]] = {
    "training-data-manifest": (
        "/sources/*/files/*/records",
        "/sources/*/retention/location",
        "/sources/*/retention/access",
        "/sources/*/retention/retention_period",
        "/sources/*/retention/retention_until",
        "/sources/*/inspection/sample_size",
        "/sources/*/inspection/inspected_by",
        "/sources/*/inspection/inspected_at",
        "/sources/*/inspection/findings/*/records",
        "/sources/*/sensitivity_scan/categories",
        "/sources/*/sensitivity_scan/matches_disposition/*/action",
        "/sources/*/corpus/id",
        "/sources/*/corpus/revision",
        "/sources/*/corpus/licence",
        "/sources/*/legal_basis/copyright/licence",
        "/sources/*/sensitivity_scan/scanned_at",
        "/sources/*/sensitivity_scan/tool",
        "/sources/*/sensitivity_scan/matches",
        "/sources/*/sensitivity_scan/matches_by_category/*",
        "/sources/*/sensitivity_scan/matches_disposition/*/category",
        "/sources/*/sensitivity_scan/matches_disposition/*/count",
        "/sources/*/quality_controls/inter_rater_agreement/metric",
        "/sources/*/quality_controls/inter_rater_agreement/value",
        "/sources/*/quality_controls/inter_rater_agreement/sample_size",
    ),
    "training-run": (
        *_MODEL,
        "/method/objective",
        "/method/adaptation",
        "/hyperparameters/*",
        "/code_commit",
        "/seed",
        "/chat_template_digest",
        "/environment/frameworks/*",
        "/hosted/*",
        "/reward_model/id",
        "/reward_model/revision",
        "/code_repository",
        "/command",
        "/environment/hardware",
        "/environment/os",
        "/environment/image",
        "/output/published/*/digest",
        "/checkpoints/*/digest",
        "/started_at",
        "/duration_seconds",
        "/checkpoints/*/step",
        "/output/id",
        "/final_metrics/*",
    ),
    "evaluation-results": (
        *_MODEL,
        "/tuned_model/id",
        "/task_evaluations/*/dataset/items",
        "/safety_suites/*/harness",
        "/safety_suites/*/harness_version",
        "/safety_suites/*/run_at",
        "/safety_suites/*/judge/*",
        "/safety_suites/*/sampling/*",
        "/safety_suites/*/dataset_digest",
        "/safety_suites/*/system_prompt_digest",
        "/safety_suites/*/chat_template_digest",
        "/safety_suites/*/raw_files/*/*/path",
        "/safety_suites/*/raw_files/*/*/digest",
        "/safety_suites/*/reading/models/*",
        *(f"/safety_suites/*/reading/{key}" for key in ("polarity", "metric", "category", "cluster", "notes")),
        *(f"/safety_suites/*/reading/{key}/*" for key in ("outcomes", "finished_at", "responses", "setup")),
        "/task_evaluations/*/harness",
        "/task_evaluations/*/run_at",
        "/task_evaluations/*/metric",
        "/task_evaluations/*/higher_is_better",
        "/task_evaluations/*/base_value",
        "/task_evaluations/*/tuned_value",
        "/adversarial_tests/*/run_at",
        "/adversarial_tests/*/attempts",
        "/adversarial_tests/*/successes",
        "/adversarial_tests/*/base_attempts",
        "/adversarial_tests/*/base_successes",
    ),
    "alignment-regression": (
        *_MODEL,
        "/categories/*/with_controls/n",
        "/categories/*/with_controls/refused",
        "/categories/*/with_controls/run_at",
    ),
    "base-model-evidence": (*_MODEL, "/documents/*/retrieved_at"),
    "red-team-report": (
        "/performed_at/from",
        "/performed_at/until",
        "/findings/*/severity",
        "/findings/*/retest/attempts",
        "/findings/*/retest/successes",
        "/findings/*/retest/run_at",
        "/tested_model/id",
        "/in_scope_patterns/*/attempts",
        "/in_scope_patterns/*/successes",
        "/out_of_scope_patterns/*/attempts",
        "/out_of_scope_patterns/*/successes",
    ),
}

# what tells the rows of a list apart, out of a list of words that the schema fixes, and what it fixes altogether
FIXED: Mapping[str, tuple[str, ...]] = {
    "base-model-evidence": ("/documents/*/kind",),
    "decision-record": ("/alternatives/*/option",),
    "red-team-report": ("/findings/*/id",),
    "overhang-statement": ("/reassessment_on_control_change",),
}
CONTROLS = frozenset(("controls", "compensating_controls"))  # lists of references: which ones is one answer

# what the commands write themselves, and the reader's own account of it
OWN = frozenset("schema model state prepared_by prepared_at derived no_longer_derived".split())


def is_knowable(kind: str, tokens: tuple[str, ...]) -> bool:
    """Whether some source can give the value of a document that the tokens of a JSON Pointer lead to.

    What is said of a control in another repository a signed statement of that repository gives, in any document.
    """
    return (len(tokens) > 1 and tokens[-2] == ELSEWHERE) or _is_among(_patterns(kind), tokens)


def is_fixed(kind: str, tokens: tuple[str, ...]) -> bool:
    """Whether the schema leaves a person nothing to say where the tokens lead to."""
    return _is_among(_fixed(kind), tokens)


def one_answer(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The tokens of what a value is part of: the paths of a list of controls are one value, as a list of words is."""
    if len(tokens) > 2 and tokens[-1] == "path" and tokens[-3] in CONTROLS:
        return tokens[:-2]
    return tokens


_Patterns = Mapping[tuple[str, int], list[tuple[str, ...]]]


def _is_among(patterns: _Patterns, tokens: tuple[str, ...]) -> bool:
    known = patterns.get((tokens[0], len(tokens)), ()) if tokens else ()
    return any(all(step in ("*", token) for token, step in zip(tokens, one, strict=True)) for one in known)


@cache
def _patterns(kind: str) -> _Patterns:
    return _by_start(KNOWABLE.get(kind, ()))


@cache
def _fixed(kind: str) -> _Patterns:
    return _by_start(FIXED.get(kind, ()))


def _by_start(patterns: Iterable[str]) -> _Patterns:
    """First step and number of steps -> the patterns that have them."""
    found: dict[tuple[str, int], list[tuple[str, ...]]] = {}
    for pattern in patterns:
        tokens = tokens_of(pattern)
        found.setdefault((tokens[0], len(tokens)), []).append(tokens)
    return found


def leaves(node: Node, tokens: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
    """The tokens of every value that is not empty, and its node; a list of scalars is one value."""
    children = node.children
    if isinstance(children, dict) or any(child.children is not None for child in children or ()):
        for key, child in node.items():
            yield from leaves(child, (*tokens, key))
    elif children or (node.value is not None and node.value != ""):
        yield tokens, node
