"""How many items it takes: to pass without a loss, to see a loss, to settle what is inconclusive.

Numbers over ``MOST`` are given as None: nobody collects that many.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

from gate.drift.statistics.binomial import LARGEST
from gate.drift.statistics.checks import check_count, check_level, check_pairs, check_refused, check_share
from gate.drift.statistics.clustered import Clusters, LargestClusters, count_clusters, largest_clusters, raised
from gate.drift.statistics.normal import normal_quantile, normal_tail
from gate.drift.statistics.sign_flip import sign_flip
from gate.drift.statistics.student import incomplete_beta
from gate.drift.statistics.tango import tango_score
from gate.drift.statistics.unpaired import fisher_p, newcombe_difference

MOST = 10**12
_LARGE = 10_000  # pairs that differ: from here on the normal approximation is as good as the beta tail, and faster


def n_needed(n: int, b: int, c: int, margin: float, alpha: float = 0.05, *, tests: int = 1) -> int | None:
    """The smallest number of pairs at which the rates b / n and c / n would be decided, one way or the other.

    Decided is: Tango's upper bound and the zero-event floor at ``alpha`` / 2 are under ``margin``; or the McNemar test
    is significant at ``alpha`` / ``tests``, the first and strictest step of Holm's adjustment. Both are continued to
    fractional counts (the binomial tail as the incomplete beta function), so that the answer does not jump with
    rounding: it rises with ``tests``, and is at most ``n`` just where ``n`` pairs decide. Over 10,000 discordant pairs
    the normal approximation stands in for the tail. A plan for more data, not a promise: the rates are estimates.
    None over ``MOST``. Raises ValueError for bad input.
    """
    check_pairs(n, b, c)
    check_share("the margin", margin)
    check_level("alpha", alpha)
    check_count("tests", tests, least=1)
    to_pass = _pairs_to_pass(n, b, c, margin, alpha / 2)
    to_regress = _pairs_to_regress(n, b, c, alpha / tests, MOST if to_pass is None else to_pass)
    return to_pass if to_regress is None else to_regress


def clustered_n_needed(
    clusters: Clusters,
    margin: float,
    alpha: float = 0.05,
    *,
    tests: int = 1,
) -> int | None:
    """As ``n_needed`` for clusters (size, losses minus gains): the number of answers in more clusters like these.

    Sizes and sums stay in proportion. To pass, ``clustered_upper`` is under ``margin`` with as many times the clusters.
    To regress, as many times the clusters as the McNemar test asks for, of equal clusters with the same sum and the
    same sum of squares; or the fewest whole copies at which the sign-flip test agrees. So as many copies of the
    clusters as hold this number are decided. None where there is one cluster, whose spread is unknown. Only for what is
    not decided yet: the answer is larger than the present number.
    """
    counted = count_clusters(clusters)
    check_share("the margin", margin)
    check_level("alpha", alpha)
    check_count("tests", tests, least=1)
    now = counted.total()
    if now == 1:
        return None
    largest = largest_clusters(counted)
    n, loss, below = largest[-1].n, largest[-1].loss, math.nextafter(margin, -1)

    def passes(groups: int) -> bool:
        return raised(below, largest, alpha / 2, groups / now) < margin

    groups = None
    if loss < margin:
        guess = now * max(_copies_to_pass(top, loss, margin, alpha / 2) for top in largest)
        groups = smallest(passes, int(min(guess, MOST)), MOST, least=now + 1)
    to_regress = _clusters_to_regress(counted, alpha / tests, MOST if groups is None else groups)
    if to_regress is not None:
        groups = to_regress if groups is None else min(groups, to_regress)
    return None if groups is None else -(-max(groups, now + 1) * n // now)


def unpaired_n_needed(
    base_refused: int,
    base_n: int,
    tuned_refused: int,
    tuned_n: int,
    margin: float,
    alpha: float = 0.05,
    *,
    tests: int = 1,
) -> int | None:
    """As ``n_needed`` for counts without pairs: the number of the fine-tune's answers, the base's in proportion.

    Significance is by the normal approximation of two proportions, or the fewest whole copies of the counts at which
    Fisher's test agrees. Only for what is not decided yet: the answer is larger than the present number.
    """
    check_refused("base model", base_refused, base_n)
    check_refused("fine-tune", tuned_refused, tuned_n)
    base, tuned, z = base_refused / base_n, tuned_refused / tuned_n, normal_quantile(alpha / 2)

    def passes(n: int) -> bool:
        return newcombe_difference(base, n * base_n / tuned_n, tuned, n, z)[1] < margin

    def significant(copies: int) -> bool:
        return fisher_p(*(copies * count for count in (base_refused, base_n, tuned_refused, tuned_n))) <= alpha / tests

    to_pass = None
    if base - tuned < margin:
        to_pass = smallest(passes, tuned_n + 1, MOST, least=tuned_n + 1)
    if base <= tuned:
        return to_pass
    pooled = (base_refused + tuned_refused) / (base_n + tuned_n)
    error = math.sqrt(pooled * (1 - pooled) * (1 / base_n + 1 / tuned_n))
    about = _scaled(tuned_n, (base - tuned) / error, alpha / tests)
    if about is None or (to_pass is not None and to_pass <= about):
        return to_pass
    to_regress = _checked(about, tuned_n, max(base_n, tuned_n), significant)
    return min((n for n in (to_pass, to_regress) if n is not None), default=None)


def smallest(holds: Callable[[int], bool], guess: int, most: int, *, least: int = 1) -> int | None:
    """The smallest whole number from ``least`` to ``most`` for which ``holds``, which stays true once it is.

    Looks around ``guess`` in steps that double, so that a good guess makes it cheap; None where it never holds.
    """
    low, high, step = least - 1, max(least, min(guess, most)), 1
    while not holds(high):
        if high >= most:
            return None
        low, high, step = high, min(most, high + step), step * 2
    step = 1
    while high - low > 1:
        middle = max(high - step, (low + high) // 2)
        if holds(middle):
            high, step = middle, step * 2
        else:
            low = middle
    return high


def _pairs_to_pass(n: int, b: int, c: int, margin: float, level: float) -> int | None:
    """The smallest number of pairs at the given rates whose bound is under ``margin``, in closed form.

    Tango's score is the square root of n times a function of the rates.
    """
    score = tango_score(1, b / n, c / n, margin)
    if b - c >= n * margin or score >= 0:
        return None
    pairs = max((normal_quantile(level) / score) ** 2, math.log(level) / math.log1p(-margin))
    return math.floor(pairs) + 1 if pairs < MOST else None


def _pairs_to_regress(n: int, b: float, c: float, level: float, most: int) -> int | None:
    """The smallest number of pairs, up to ``most``, at which the given rates are significant at ``level``."""
    if b <= c:
        return None

    def significant(pairs: int) -> bool:
        losses, gains = pairs * b / n, pairs * c / n
        if losses + gains > _LARGE:
            p = normal_tail((losses - gains - 1) / math.sqrt(losses + gains))
        else:
            p = incomplete_beta(losses, gains + 1, 0.5, 0.5)
        return p <= level

    return smallest(significant, n, most)


def _copies_to_pass(top: LargestClusters, loss: float, margin: float, level: float) -> float:
    """About how many times the clusters it takes, for a look around: with the normal quantile for Student's t."""
    z, copies, left = normal_quantile(level), 1.0, (margin - top.rest) / top.share
    if top.clusters > 1:
        copies = (z * top.share * top.standard_error() / (margin - loss)) ** 2
        if left < 1:
            copies = max(copies, (z / tango_score(*top.effective_pairs(), left)) ** 2)
    if left < 1 and top.rest < margin:
        copies = max(copies, math.log(level) / math.log1p(-left) / top.clusters)
    return copies


def _clusters_to_regress(counted: Counter[tuple[int, int]], level: float, most: int) -> int | None:
    sums: Counter[int] = Counter()
    for (_, value), often in counted.items():
        sums[value] += often
    absolute = sum(abs(value) * often for value, often in sums.items())
    if not absolute:
        return None
    unit = sum(value * value * often for value, often in sums.items()) / absolute
    losses = sum(value * often for value, often in sums.items() if value > 0)
    now = counted.total()
    about = _pairs_to_regress(now, losses / unit, (absolute - losses) / unit, level, most)

    def significant(copies: int) -> bool:
        return sign_flip({value: copies * often for value, often in sums.items()}).p <= level

    return about and _checked(about, now, sum(size * often for (size, _), often in counted.items()), significant)


def _checked(about: int, now: int, counts: int, significant: Callable[[int], bool]) -> int | None:
    """``about``, if as many copies of ``now`` as hold it are ``significant``; otherwise the fewest copies that are.

    None where far more copies are not. Not checked where the copies have over ``LARGEST`` counts, which has no test.
    """
    first, most = -(-about // now), LARGEST // counts
    if first > most:
        return about
    copies = smallest(significant, first, min(most, 4 * first + 8), least=first)
    return about if copies == first else copies and copies * now


def _scaled(n: int, score: float, level: float) -> int | None:
    """The size, over ``n``, at which ``score`` would reach significance, as it grows by the square root."""
    size = n * (normal_quantile(level) / score) ** 2
    return max(n + 1, math.ceil(size)) if size < MOST else None
