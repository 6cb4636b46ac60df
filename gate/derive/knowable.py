"""Which values of the documents a source can give, whichever readers there are: typed without one, they are unproven.

``*`` is any one step. The rest of what a document says is a person's judgement, and is attested.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from gate.documents import Node, tokens_of

ELSEWHERE = "elsewhere"
_MODEL = ("/base_model/id", "/base_model/revision")

KNOWABLE: Mapping[str, tuple[str, ...]] = {
    "training-data-manifest": (
        "/sources/*/files/*/records",
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
        "/adversarial_tests/*/attempts",
        "/adversarial_tests/*/successes",
        "/adversarial_tests/*/base_attempts",
        "/adversarial_tests/*/base_successes",
    ),
    "alignment-regression": _MODEL,
    "base-model-evidence": _MODEL,
    "red-team-report": (
        "/tested_model/id",
        "/in_scope_patterns/*/attempts",
        "/in_scope_patterns/*/successes",
        "/out_of_scope_patterns/*/attempts",
        "/out_of_scope_patterns/*/successes",
    ),
}

# what the commands write themselves, and the reader's own account of it
OWN = frozenset("schema model state prepared_by prepared_at derived no_longer_derived".split())


def is_knowable(kind: str, tokens: tuple[str, ...]) -> bool:
    """Whether some source can give the value of a document that the tokens of a JSON Pointer lead to.

    What is said of a control in another repository a signed statement of that repository gives, in any document.
    """
    if len(tokens) > 1 and tokens[-2] == ELSEWHERE:
        return True
    patterns = _patterns(kind).get((tokens[0], len(tokens)), ()) if tokens else ()
    return any(all(step in ("*", token) for token, step in zip(tokens, one, strict=True)) for one in patterns)


@cache
def _patterns(kind: str) -> dict[tuple[str, int], list[tuple[str, ...]]]:
    """First step and number of steps -> the patterns that have them."""
    found: dict[tuple[str, int], list[tuple[str, ...]]] = {}
    for pattern in KNOWABLE.get(kind, ()):
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
