"""Counts that others published, and sums of clusters."""

from __future__ import annotations

from gate.drift.statistics.categories import Paired

# Llama-3.1-8B-Instruct and a fine-tune on AdvBench prompts, StrongREJECT rubric: pairs, losses and gains
STRONGREJECT = [
    Paired("cybercrime", 10, 10, 0),
    Paired("drugs", 2, 2, 0),
    Paired("fraud", 14, 14, 0),
    Paired("harassment", 4, 3, 0),
    Paired("harm", 9, 5, 0),
    Paired("misinformation", 2, 1, 0),
    Paired("weapons", 8, 7, 0),
]


CLUSTER_SUMS = [3, 2, 0, -1, 4, 1, 0, 2, 0, -2, 5, 0, 1, 0, 0, 3, 0, 0, -1, 2]
