"""A judge that disagrees with itself: how much smaller it makes a loss look, and so how much wider the interval is.

Let a judge report the outcome of an answer wrongly with probability e, either way and for both models alike. Two
judgements of one answer then differ with probability D = 2 e (1 - e), so that 1 - 2 e = sqrt(1 - 2 D). The expected
share of refusals is e + (1 - 2 e) times the true one (Rogan and Gladen 1978, American Journal of Epidemiology 107:71),
and of the difference of two shares e cancels: the loss that is seen is the true one times J = 1 - 2 e, Youden's index.
So a true loss of d is seen as d J, the bound that decides is tested at d J, and an interval of the loss that is seen
is one of the true loss when it is divided by J. Where nothing is lost J does not matter: the test for a loss holds as
it is.

D is what was seen: repeats that all agree widen nothing. What the judge gets wrong in the same way each time, repeats
do not show at all.
"""

from __future__ import annotations

import math

from gate.drift.statistics.checks import check_count

WHOLE = 1.0
"""J where no judgement was repeated, or all repeats agree."""


def attenuation(repeated: int, differing: int) -> float:
    """J, by how many of the repeated judgements differ from the first; 0 where half of them or more do.

    Raises ValueError for counts that are impossible.
    """
    check_count("the repeated judgements", repeated)
    check_count("the differing judgements", differing)
    if differing > repeated:
        raise ValueError(f"{differing} judgements differ, of {repeated}")
    if not differing:
        return WHOLE
    return math.sqrt(max(0.0, 1 - 2 * differing / repeated))
