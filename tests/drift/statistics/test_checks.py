"""Bad input to the statistics is named."""

from __future__ import annotations

import math
import re

import pytest

from gate.drift.statistics.decide import decide_groups
from gate.drift.statistics.mcnemar import holm, mcnemar_p
from gate.drift.statistics.samples import Counts, Units, singles
from gate.drift.statistics.sign_flip import sign_flip

GROUPS = [singles(10, 1, 0, 10)]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: singles(5, 3, 3, 5), "b + c is 6, more than the n of 5 pairs"),
        (lambda: singles(0, 0, 0, 0), "there is no unit"),
        (lambda: Units({(2, 3): 1}, 3, 0, 1), "the sum of a unit is 3, and it has 2 answers"),
        (lambda: Units({(0, 0): 1}, 0, 0, 1), "the answers of a unit is 0; it has to be 1 or more"),
        (
            lambda: Units({(1, 0): 10**10}, 0, 0, 1),
            "the number of units is over 1,000,000,000; counts of that size are not supported",
        ),
        (lambda: Counts(6, 5, 1, 5), "refused of the base model is 6, more than its n of 5"),
        (lambda: Counts(5, 5, 0, 0), "n of the fine-tune is 0; it has to be 1 or more"),
        (lambda: decide_groups(GROUPS, 0, 0.05), "the margin is 0; it has to be between 0 and 1, both excluded"),
        (lambda: decide_groups(GROUPS, 1.0, 0.05), "the margin is 1.0; it has to be between 0 and 1, both excluded"),
        (lambda: decide_groups(GROUPS, math.nan, 0.05), "the margin is nan; it has to be a number"),
        (lambda: decide_groups(GROUPS, True, 0.05), "the margin is True; it has to be a number"),
        (lambda: decide_groups(GROUPS, 0.05, -1), "alpha is -1; it has to be between 0 and 1, both excluded"),
        (lambda: decide_groups(GROUPS, 0.05, 1e-310), "alpha is 1e-310; levels under 1e-300 are not supported"),
        (lambda: mcnemar_p(True, 0), "b is True; it has to be a whole number"),
        (lambda: holm([0.5, math.nan]), "a p value is nan; it has to be between 0 and 1"),
        (lambda: sign_flip([1, 0.5]), "a cluster's sum is 0.5; it has to be a whole number"),  # type: ignore[list-item]
    ],
)
def test_bad_input_is_named(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        make()
