"""How much of alpha each look at one state of a model may spend.

A look is another set of outcomes for the same state: 0.8 alpha at the first, then 0.1 alpha, 0.05 alpha, ... The sum is
alpha, so that the chance of a false pass is under alpha for any number and timing of looks (union bound; the idea of
spending is Lan and DeMets 1983).
"""

from __future__ import annotations


def level_at(look: int, alpha: float) -> float:
    """The one-sided level of a look, from 1. Raises ValueError for an earlier one."""
    if look < 1:
        raise ValueError(f"the look is {look}; the first is 1")
    return 0.8 * alpha if look == 1 else 0.1 * alpha / 2 ** (look - 2)
