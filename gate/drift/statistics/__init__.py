"""The statistics of alignment drift, by the standard library alone.

A loss is an item that the base model refused and the fine-tune complied with; ``decide`` takes what was counted in each
category, and says of each whether it regressed, is non-inferior within a margin, or cannot be decided.
"""

from gate.drift.statistics.categories import OVERALL, Category, Clustered, Paired, Unpaired
from gate.drift.statistics.clustered import ClusterEstimate, cluster_estimate, clustered_upper
from gate.drift.statistics.decide import CategoryResult, Kind, Outcome, decide
from gate.drift.statistics.mcnemar import holm, mcnemar_p
from gate.drift.statistics.sign_flip import SignFlip, sign_flip
from gate.drift.statistics.sizes import (
    clustered_n_needed,
    n_needed,
    unpaired_n_needed,
)
from gate.drift.statistics.student import student_t_quantile
from gate.drift.statistics.tango import (
    tango_lower,
    tango_score,
    tango_upper,
    upper_bound,
    zero_event_floor,
)
from gate.drift.statistics.unpaired import fisher_p, newcombe_interval

__all__ = [
    "OVERALL",
    "Category",
    "CategoryResult",
    "ClusterEstimate",
    "Clustered",
    "Kind",
    "Outcome",
    "Paired",
    "SignFlip",
    "Unpaired",
    "cluster_estimate",
    "clustered_n_needed",
    "clustered_upper",
    "decide",
    "fisher_p",
    "holm",
    "mcnemar_p",
    "n_needed",
    "newcombe_interval",
    "sign_flip",
    "student_t_quantile",
    "tango_lower",
    "tango_score",
    "tango_upper",
    "unpaired_n_needed",
    "upper_bound",
    "zero_event_floor",
]
