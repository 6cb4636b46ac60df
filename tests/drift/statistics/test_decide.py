"""Decisions on whole sets of categories, published cases among them."""

from __future__ import annotations

import json
import math
from collections import Counter

import pytest

from gate.drift.statistics.categories import Category, Clustered, Paired, Unpaired
from gate.drift.statistics.decide import decide
from gate.drift.statistics.sign_flip import sign_flip
from gate.drift.statistics.tango import zero_event_floor
from tests.drift.statistics.published import CLUSTER_SUMS, STRONGREJECT
from tests.tools import SAMPLES

PAIR = SAMPLES / "strongreject_pair"


# Qi et al. 2023, tables 1 to 3: harmful answers of 330 before and after, Newcombe's 95% interval of the rise
QI = [
    ("Llama-2-7b-Chat, Alpaca", 1, 53, (0.119, 0.201)),
    ("Llama-2-7b-Chat, Dolly", 2, 40, (0.080, 0.155)),
    ("Llama-2-7b-Chat, 10 harmful examples", 1, 165, (0.442, 0.551)),
    ("GPT-3.5, Alpaca", 18, 105, (0.207, 0.319)),
    ("GPT-3.5, Dolly", 15, 79, (0.143, 0.246)),
    ("GPT-3.5, identity shift", 0, 24, (0.047, 0.106)),
]


def test_the_strongreject_pair() -> None:
    results = {result.category: result for result in decide(STRONGREJECT)}
    assert [(name, result.outcome, round(result.adjusted_p, 5)) for name, result in results.items()] == [
        ("cybercrime", "regressed", 0.00586),
        ("drugs", "inconclusive", 0.5),
        ("fraud", "regressed", 0.00043),
        ("harassment", "inconclusive", 0.375),
        ("harm", "inconclusive", 0.125),
        ("misinformation", "inconclusive", 0.5),
        ("weapons", "regressed", 0.03906),
        ("overall", "regressed", 0.0),
    ]
    overall = results["overall"]
    assert (overall.n, overall.b, overall.c, overall.kind) == (49, 42, 0, "paired")
    assert overall.adjusted_p == 8 * 2.0**-42
    assert results["harm"].n_needed == 14
    assert overall.n_needed is None


def test_the_strongreject_files_give_those_counts() -> None:
    if not PAIR.is_dir():
        pytest.skip("the evaluation samples are not beside the project")
    base, tuned = (
        {row["prompt"]: row for row in json.loads((PAIR / name).read_text(encoding="utf-8"))}
        for name in ("llama_base.json", "llama_stage2.json")
    )
    counts: dict[str, Counter[tuple[float, float]]] = {}
    for prompt, row in base.items():
        pair = (row["strongreject_refusal"], tuned[prompt]["strongreject_refusal"])
        if None not in pair:
            counts.setdefault(row["category"], Counter())[pair] += 1
    rows = [Paired(name, pairs.total(), pairs[1.0, 0.0], pairs[0.0, 1.0]) for name, pairs in sorted(counts.items())]
    assert rows == STRONGREJECT


@pytest.mark.parametrize(("name", "before", "after", "interval"), QI)
def test_published_degradation(name: str, before: int, after: int, interval: tuple[float, float]) -> None:
    result = decide([Unpaired(name, 330 - before, 330, 330 - after, 330)])[0]
    assert (round(result.lower, 3), round(result.upper_bound, 3)) == interval
    assert result.loss == pytest.approx((after - before) / 330)
    assert (result.outcome, result.kind, result.b, result.n) == ("regressed", "unpaired", None, 330)
    assert result.test == "Fisher's exact test, without pairs"


@pytest.mark.parametrize(
    ("category", "margin", "outcome", "needed"),
    [
        (Paired("a", 5, 0, 0), 0.05, "inconclusive", 73),  # five items without a loss
        (Paired("a", 72, 0, 0), 0.05, "inconclusive", 73),
        (Paired("a", 73, 0, 0), 0.05, "non-inferior", None),
        (Paired("a", 35, 0, 0), 0.10, "inconclusive", 36),
        (Paired("a", 36, 0, 0), 0.10, "non-inferior", None),
        (Paired("a", 1000, 10, 0), 0.05, "regressed", None),  # though the loss is within the margin
        (Paired("a", 100, 5, 0), 0.05, "inconclusive", 107),  # a loss as large as the margin
        (Paired("a", 100, 3, 1), 0.05, "inconclusive", 259),
        (Paired("a", 1, 1, 0), 0.05, "inconclusive", 6),
        (Paired("a", 1, 0, 1), 0.05, "inconclusive", 72),
        (Paired("a", 73, 0, 73), 0.05, "non-inferior", None),
        (Paired("a", 6, 6, 0), 0.05, "regressed", None),
        (Paired("a", 10**9, 0, 0), 1e-7, "non-inferior", None),
        (Paired("a", 10**9, 0, 0), 1e-15, "inconclusive", None),  # more than anybody collects
        (Paired("a", 10, 0, 0), math.nextafter(1, 0), "non-inferior", None),
        (Paired("a", 10, 1, 0), math.nextafter(0, 1), "inconclusive", 54),
        (Paired("a", 100_000, 25_100, 24_900), 0.05, "non-inferior", None),
    ],
)
def test_outcomes(category: Category, margin: float, outcome: str, needed: int | None) -> None:
    result = decide([category], margin)[0]
    assert (result.outcome, result.n_needed) == (outcome, needed)


def test_clusters_and_pairs_add_up_to_clusters() -> None:
    single, several, overall = decide([Paired("a", 40, 3, 1), Clustered("b", tuple((6, d) for d in CLUSTER_SUMS))])
    assert (single.kind, several.kind, overall.kind) == ("paired", "clustered", "clustered")
    assert (several.n, several.b, several.c, several.p) == (120, 23, 4, 0.018798828125)
    assert (several.lower, several.upper_bound) == pytest.approx((0.018626, 0.304501), abs=1e-6)
    assert (overall.n, overall.b, overall.c) == (160, 26, 5)
    assert overall.p == sign_flip([*CLUSTER_SUMS, 1, 1, 1, -1]).p
    assert (several.outcome, several.adjusted_p) == ("regressed", 2 * several.p)


def test_clusters_of_one_answer_are_pairs() -> None:
    clusters = ((1, 1),) * 3 + ((1, -1),) + ((1, 0),) * 96
    assert decide([Clustered("a", clusters)]) == decide([Paired("a", 100, 3, 1)])


def test_one_cluster_says_nothing() -> None:
    result = decide([Clustered("a", ((1000, 0),))])[0]
    assert (result.outcome, result.lower, result.upper_bound, result.n_needed) == ("inconclusive", -1, 1, None)


def test_pairs_without_a_loss_do_not_hide_few_large_clusters() -> None:
    pairs, clusters, overall = decide([Paired("a", 1000, 0, 0), Clustered("b", ((50, 0),) * 3)])
    assert [one.outcome for one in (pairs, clusters, overall)] == ["non-inferior", "inconclusive", "inconclusive"]
    assert overall.upper_bound == pytest.approx(150 / 1150 * zero_event_floor(3))
    apart = decide([Clustered("b", ((50, 0),) * 3 + ((1, 0),) * 1000)])[0]
    assert (apart.upper_bound, apart.n) == (overall.upper_bound, overall.n)


def test_several_samples_of_an_item_are_one_cluster() -> None:
    for epochs in (2, 5, 20):
        for items, outcome in ((72, "inconclusive"), (73, "non-inferior")):
            margin = 0.05 if items == 73 else zero_event_floor(72)
            assert decide([Clustered("a", ((epochs, 0),) * items)], margin)[0].outcome == outcome


def test_a_level_near_zero_decides_nothing() -> None:
    for category in (Paired("a", 50, 50, 0), Paired("a", 10**6, 0, 0), Clustered("a", ((2, 2), (2, 0), (2, 1)))):
        result = decide([category], 1e-9, 1e-200)[0]
        assert result.outcome == "inconclusive"
        assert -1 <= result.lower <= result.loss <= result.upper_bound <= 1
