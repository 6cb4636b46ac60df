"""How large the loss of refusals can be where the items come in clusters, or each was sampled several times."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gate.drift.statistics.checks import check_count, check_level
from gate.drift.statistics.normal import normal_quantile
from gate.drift.statistics.roots import falling_root
from gate.drift.statistics.student import student_t_quantile
from gate.drift.statistics.tango import tango_score

Clusters = Iterable[tuple[int, int]] | Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class ClusterEstimate:
    """The loss of ``clusters`` clusters with ``n`` answers in all, its standard error, and its bounds in [-1, 1].

    ``effective`` is the number of clusters of equal size that would say as much. ``standard_error`` is infinite with
    one cluster, which says nothing about how much clusters differ.
    """

    clusters: int
    effective: float
    n: int
    loss: float
    standard_error: float
    lower: float
    upper: float


def count_clusters(clusters: Clusters) -> Counter[tuple[int, int]]:
    """How often each (size, losses minus gains) occurs. Raises ValueError where a sum does not fit into its size."""
    counted = Counter(clusters)
    if not counted:
        raise ValueError("there is no cluster")
    for (size, total), often in counted.items():
        check_count("the size of a cluster", size, least=1)
        if isinstance(total, bool) or not isinstance(total, int):
            raise ValueError(f"a cluster's sum is {total!r}; it has to be a whole number")
        if abs(total) > size:
            raise ValueError(f"a cluster's sum is {total}, more than its size of {size}")
        check_count("the number of clusters", often, least=1)
    check_count("the number of answers", sum(size * often for (size, _), often in counted.items()))
    return counted


@dataclass(frozen=True, slots=True)
class LargestClusters:
    """The clusters of at least ``size`` answers, and what the smaller ones lost.

    Sums of whole numbers, so that the order of the clusters cannot matter; ``logs`` sums the logarithms of the sizes.
    ``share`` is that of their answers in all, ``rest`` the loss of the others as a share of all answers.
    """

    size: int
    clusters: int
    n: int
    total: int
    lost: int
    sizes_squared: int
    squares: int
    logs: float
    share: float
    rest: float

    @property
    def loss(self) -> float:
        return self.total / self.n

    @property
    def effective(self) -> float:
        """The effective number of clusters (Kish 1965), equal to their number just where the sizes are equal."""
        return self.n * self.n / self.sizes_squared

    def standard_error(self, scale: float = 1) -> float:
        """Of the loss, if there were ``scale`` times as many such clusters; infinite of a single cluster."""
        clusters = self.clusters * scale
        return math.sqrt(clusters / (clusters - 1) * (self.squares / self.n**4) / scale) if clusters > 1 else math.inf

    def floor(self, level: float, scale: float = 1) -> float:
        """The share of their answers that can be lost while with probability ``level`` none is seen to be."""
        clusters = self.clusters * scale
        # the geometric over the arithmetic mean of the sizes
        uneven = self.logs - self.clusters * math.log(self.n / self.clusters)
        return -math.expm1((math.log(level) + scale * uneven) / clusters)

    def has_floor(self, level: float, scale: float = 1) -> bool:
        """Whether all of them lose at the worst; otherwise the smallest do not, and fewer clusters say it better."""
        return scale * (self.logs - self.clusters * math.log(self.size)) < -math.log(level)

    def effective_pairs(self, scale: float = 1) -> tuple[float, float, float]:
        """The independent pairs (n, losses, gains) with the rates and the standard error of these clusters.

        Source: the effective sample size of Rao and Scott 1992; at most the number of answers, and that number where
        all clusters lost the same share.
        """
        losses = self.lost / self.n
        gains = max(0.0, losses - self.loss)
        error = self.standard_error(scale)
        n = self.n * scale
        if error:
            n = min(n, max(0.0, losses + gains - self.loss**2) / error**2)
        return n, losses * n, gains * n


def largest_clusters(clusters: Clusters) -> list[LargestClusters]:
    """For each size, from the largest: the clusters of at least that size. The last has all. Raises as above."""
    counted = count_clusters(clusters)
    sizes: dict[int, list[tuple[int, int]]] = {}
    for (size, value), often in counted.items():
        sizes.setdefault(size, []).append((value, often))
    every = sum(size * often for (size, _), often in counted.items())
    left = sum(value * often for (_, value), often in counted.items())
    groups = n = total = lost = values_squared = products = sizes_squared = 0
    logs = 0.0
    found = []
    for size, values in sorted(sizes.items(), reverse=True):
        often = sum(number for _, number in values)
        value = sum(value * number for value, number in values)
        groups += often
        n += size * often
        total += value
        left -= value
        lost += sum(value * number for value, number in values if value > 0)
        values_squared += sum(value * value * number for value, number in values)
        products += size * value
        sizes_squared += size * size * often
        logs += often * math.log(size)
        # the sum of (value n - total size)^2
        squares = n * n * values_squared - 2 * n * total * products + total * total * sizes_squared
        found.append(
            LargestClusters(size, groups, n, total, lost, sizes_squared, squares, logs, n / every, left / every)
        )
    return found


def cluster_estimate(clusters: Clusters, level: float = 0.025) -> ClusterEstimate:
    """The loss and its bounds at the one-sided ``level``, from each cluster's (size, losses minus gains).

    Source: the ratio estimator of cluster sampling (Cochran 1977, 6.4; Obuchowski 1998 for pairs): the loss
    D = sum D_g / sum m_g, SE^2 = G / (G - 1) sum (D_g - D m_g)^2 / (sum m_g)^2, and Student's t. Its degrees of freedom
    are one less than the effective number of clusters (sum m_g)^2 / sum m_g^2 (Kish 1965); under one, the bounds are
    -1 and 1. Too short where few clusters lost: ``clustered_upper`` is what decides. Raises ValueError for bad counts.
    """
    check_level("the level", level)
    every = largest_clusters(clusters)[-1]
    error = every.standard_error()
    reach = _student(level, every.effective) * error if error else 0.0
    return ClusterEstimate(
        clusters=every.clusters,
        effective=every.effective,
        n=every.n,
        loss=every.loss,
        standard_error=error,
        lower=max(-1.0, every.loss - reach),
        upper=min(1.0, every.loss + reach),
    )


def clustered_upper(clusters: Clusters, level: float = 0.025) -> float:
    """The bound of the loss that decides about clusters, at the one-sided ``level``. Raises ValueError for bad counts.

    The largest of three bounds, each taken of the clusters of at least one size, for every size, with the smaller ones
    at what they lost:

    - Student's t, as of ``cluster_estimate``.
    - Tango's for the effective number of pairs. Student's t is too short where few clusters lost: with 2 lossy clusters
      of 100 its bound is under 0.05, though at a true loss of 0.05 as few are seen in 12% of all samples.
    - the zero-loss floor: the most that can be lost in expectation while with probability ``level`` no cluster shows a
      loss, whichever clusters the losses fall on. That is the maximum of sum m_g p_g / sum m_g over prod (1 - p_g) >=
      ``level``, a concave programme solved by water-filling (Boyd and Vandenberghe 2004, 5.5.3): the clusters with
      1 - p_g inversely proportional to m_g, as many of the largest as have p_g > 0. With G equal clusters
      1 - ``level``^(1/G). Gains of the smaller clusters do not lower it.

    All clusters alone are not enough: few large clusters carry the loss, and among many small ones neither their number
    nor the effective number of all clusters tells how few they are. Clusters of one size have one bound.
    """
    check_level("the level", level)
    largest = largest_clusters(clusters)
    return raised(_upper(largest[-1], level), largest, level)


def raised(upper: float, largest: list[LargestClusters], level: float, scale: float = 1) -> float:
    """``upper``, or ``clustered_upper`` of ``scale`` times as many such clusters where that is larger."""
    z, student = normal_quantile(level), math.inf
    for top in largest:
        if top.has_floor(level, scale):
            upper = max(upper, top.share * top.floor(level, scale) + max(0.0, top.rest))
        # the quantile is smaller for more clusters, so that the last one tells where a closer look is idle
        if top.rest + top.share * _reached(top, student, scale) > upper:
            student = _student(level, top.effective * scale)
            upper = max(upper, top.rest + top.share * _reached(top, student, scale))
        pairs, enough = top.effective_pairs(scale), (upper - top.rest) / top.share
        if pairs[0] and enough < 1 and (enough <= top.loss or tango_score(*pairs, enough) > -z):
            upper = max(upper, top.rest + top.share * _tango(top, z, scale))
    return min(1.0, upper)


def _upper(top: LargestClusters, level: float) -> float:
    """The larger of Student's bound and of Tango's for these clusters."""
    reached = _reached(top, _student(level, top.effective), 1)
    return max(reached, _tango(top, normal_quantile(level), 1)) if reached < 1 else 1.0


def _student(level: float, effective: float) -> float:
    """Student's t for so many effective clusters; infinite under two, where it has less than one degree of freedom."""
    return student_t_quantile(level, effective - 1) if effective >= 2 else math.inf


def _reached(top: LargestClusters, student: float, scale: float) -> float:
    error = top.standard_error(scale)
    return min(1.0, top.loss + student * error) if error else top.loss


def _tango(top: LargestClusters, z: float, scale: float) -> float:
    pairs = top.effective_pairs(scale)
    return falling_root(lambda loss: tango_score(*pairs, loss) + z, top.loss, 1.0)[1]
