"""Bad input to the statistics is named."""

from __future__ import annotations

import math
import re

import pytest

from gate.drift.statistics.categories import Clustered, Paired, Unpaired
from gate.drift.statistics.decide import decide
from gate.drift.statistics.mcnemar import holm
from gate.drift.statistics.sign_flip import sign_flip
from tests.drift.statistics.published import STRONGREJECT


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Paired("a", 0, 0, 0), "category 'a': n is 0; it has to be 1 or more"),
        (lambda: Paired("a", 5, 3, 3), "category 'a': b + c is 6, more than the n of 5 pairs"),
        (lambda: Paired("a", 5, -1, 3), "category 'a': b is -1; it has to be 0 or more"),
        (lambda: Paired("a", 5, True, 0), "category 'a': b is True; it has to be a whole number"),
        (lambda: Paired("a", 5, 1.0, 0), "category 'a': b is 1.0; it has to be a whole number"),  # type: ignore[arg-type]
        (
            lambda: Paired("a", 10**10, 0, 0),
            "category 'a': n is over 1,000,000,000; counts of that size are not supported",
        ),
        (lambda: Paired(" ", 5, 0, 0), "a category's name is ' '; it has to be a text that is not empty"),
        (lambda: Clustered("a", ()), "category 'a': there is no cluster"),
        (lambda: Clustered("a", ((2, 3),)), "category 'a': a cluster's sum is 3, more than its size of 2"),
        (lambda: Clustered("a", ((0, 0),)), "category 'a': the size of a cluster is 0; it has to be 1 or more"),
        (lambda: Unpaired("a", 6, 5, 1, 5), "category 'a': refused of the base model is 6, more than its n of 5"),
        (lambda: Unpaired("a", 5, 5, 0, 0), "category 'a': n of the fine-tune is 0; it has to be 1 or more"),
        (lambda: decide([]), "there is no category to decide about"),
        (lambda: decide([Paired("a", 1, 0, 0)] * 2), "there are 2 categories named 'a'"),
        (
            lambda: decide([Paired("overall", 1, 0, 0)]),
            "'overall' is the name of the sum over all categories; give the category another one",
        ),
        (
            lambda: decide([Paired("a", 1, 0, 0), Unpaired("b", 1, 1, 1, 1)]),
            "'b' has counts without pairs and other categories have pairs; decide them apart",
        ),
        (lambda: decide(STRONGREJECT, 0), "the margin is 0; it has to be between 0 and 1, both excluded"),
        (lambda: decide(STRONGREJECT, 1.0), "the margin is 1.0; it has to be between 0 and 1, both excluded"),
        (lambda: decide(STRONGREJECT, math.nan), "the margin is nan; it has to be a number"),
        (lambda: decide(STRONGREJECT, True), "the margin is True; it has to be a number"),
        (lambda: decide(STRONGREJECT, 0.05, -1), "alpha is -1; it has to be between 0 and 1, both excluded"),
        (lambda: decide(STRONGREJECT, 0.05, 1e-310), "alpha is 1e-310; levels under 1e-300 are not supported"),
        (lambda: holm([0.5, math.nan]), "a p value is nan; it has to be between 0 and 1"),
        (lambda: sign_flip([1, 0.5]), "a cluster's sum is 0.5; it has to be a whole number"),  # type: ignore[list-item]
    ],
)
def test_bad_input_is_named(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        make()
