"""Reference values of the decision, computed apart from the gate with 10 digits (Gaffke 2005; McNemar 1947)."""

from __future__ import annotations

from collections import Counter

from gate.drift.statistics.samples import Units

# n, b, c, margin, look, p of the margin, upper bound at the level of the look, whether it passes
PAIRS = [
    (62, 0, 0, 0.05, 1, 0.0415779936, 0.050592670, False),
    (63, 0, 0, 0.05, 1, 0.0394990939, 0.049809955, True),
    (100, 0, 0, 0.05, 1, 0.0059205292, 0.031676214, True),
    (100, 1, 0, 0.05, 1, 0.0370812093, 0.049133108, True),
    (100, 2, 0, 0.05, 1, 0.1182629812, 0.064488310, False),
    (100, 1, 1, 0.05, 1, 0.0200207370, 0.042084277, True),
    (100, 2, 1, 0.05, 1, 0.0691418591, 0.057269548, False),
    (100, 3, 3, 0.05, 1, 0.0622819508, 0.056624006, False),
    (100, 0, 4, 0.05, 1, 0.0003700331, 0.004452927, True),
    (150, 2, 0, 0.05, 1, 0.0181540550, 0.043323261, True),
    (150, 3, 1, 0.05, 1, 0.0324583957, 0.048021507, True),
    (150, 3, 2, 0.05, 1, 0.0190476682, 0.043012247, True),
    (200, 4, 0, 0.05, 1, 0.0264468000, 0.046899903, True),
    (200, 5, 2, 0.05, 1, 0.0242191389, 0.045930923, True),
    (250, 3, 3, 0.05, 1, 0.0002186548, 0.022885218, True),
    (313, 8, 3, 0.05, 1, 0.0060935619, 0.039307963, True),
    (313, 9, 3, 0.05, 1, 0.0132821633, 0.043309755, True),
    (440, 12, 2, 0.05, 1, 0.0057101349, 0.041180725, True),
    (600, 20, 5, 0.05, 1, 0.0054352905, 0.041964929, True),
    (600, 20, 2, 0.05, 1, 0.0160949758, 0.046222107, True),
    (60, 20, 30, 0.05, 1, 0.0446068377, 0.055999400, False),
    (49, 42, 0, 0.05, 1, 1.0, 0.934312609, False),
    (31, 0, 0, 0.10, 1, 0.0381520425, 0.098625721, True),
    (30, 0, 0, 0.10, 1, 0.0423911583, 0.101740126, False),
    (106, 0, 0, 0.03, 1, 0.0396099079, 0.029910315, True),
    (105, 0, 0, 0.03, 1, 0.0408349566, 0.030190831, False),
    (103, 0, 0, 0.05, 2, 0.0050761137, 0.050139336, False),
    (104, 0, 0, 0.05, 2, 0.0048223081, 0.049669404, True),
    (200, 1, 1, 0.05, 2, 0.0002107772, 0.033072335, True),
    (200, 3, 2, 0.05, 2, 0.0029263045, 0.046584450, True),
]
# n, b, c: the exact p, and whether the group alone regressed
MCNEMAR = [
    (313, 9, 3, 0.072998, False),
    (440, 12, 2, 0.006470, True),
    (600, 20, 5, 0.002039, True),
    (600, 20, 2, 6.055832e-05, True),
    (49, 42, 0, 2.273737e-13, True),
]
SUMS = [3, 2, 0, -1, 4, 1, 0, 2, 0, -2, 5, 0, 1, 0, 0, 3, 0, 0, -1, 2]
AGENT_DOJO = Counter({(16, 0): 9, (21, 0): 5, (20, 0): 7, (40, 0): 6})


def still(sizes: dict[int, int], changed: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """Units by size, of which some changed and the others did not."""
    counts = Counter(changed)
    for size, number in sizes.items():
        counts[size, 0] += number - sum(often for (answers, _), often in changed.items() if answers == size)
    return dict(+counts)


# units, loss by unit and by answer, p of the margin, upper bound at 0.04, sign-flip p, whether the bound holds
UNITS = {
    "20 x 6": (dict(Counter((6, x) for x in SUMS)), 0.158333, 0.158333, 0.9889603341, 0.331528216, 0.0187988281, False),
    "200 x 100, 4 each": ({(100, 4): 200}, 0.04, 0.04, 0.1231613526, 0.055326934, 6.223015e-61, False),
    "200 x 100, 3 each": ({(100, 3): 200}, 0.03, 0.03, 0.0155015171, 0.045486590, 6.223015e-61, True),
    "200 x 100, one of 100": (
        {(100, 4): 199, (100, 100): 1},
        0.0448,
        0.0448,
        0.3824484107,
        0.063821223,
        6.223015e-61,
        False,
    ),
    "AgentDojo": (dict(AGENT_DOJO), 0.0, 0.0, 0.2503440897, 0.112385386, 1.0, False),
    "44 x 4 and 100 x 1": (
        still({4: 44, 1: 100}, {(4, 4): 1, (4, 2): 1, (4, 1): 1, (4, -1): 1, (1, 1): 1, (1, -1): 1}),
        0.010417,
        0.021739,
        0.0215283134,
        0.044396401,
        0.1875,
        True,
    ),
    "AgentDojo and 251 x 1": (
        still({16: 9, 21: 5, 20: 7, 40: 6, 1: 251}, {(40, 4): 1, (1, 1): 2}),
        0.007554,
        0.006818,
        8.5928245e-05,
        0.023908195,
        0.125,
        True,
    ),
    "250 x 1 and 5 x 20": (
        still({1: 250, 20: 5}, {(20, 20): 2}),
        0.007843,
        0.114286,
        0.0002173182,
        0.025645721,
        0.25,
        False,
    ),
    "150 x 5 samples": (
        still({5: 150}, {(5, 1): 10, (5, -1): 10, (5, 5): 1}),
        0.006667,
        0.006667,
        0.0055238150,
        0.035055624,
        0.3043966293,
        True,
    ),
}
# n, b, c: whether the group is unclear at a margin of 0.05
UNCLEAR = [
    *((row, True) for row in [(10, 3, 0), (25, 3, 0), (44, 5, 0), (50, 5, 0), (100, 6, 0), (100, 8, 1)]),
    *((row, False) for row in [(10, 2, 0), (10, 5, 2), (30, 3, 0), (44, 4, 0), (44, 5, 1), (100, 5, 0)]),
]
# margin -> units without any difference that pass at looks 1 to 4
WITHOUT_DIFFERENCE = {0.05: [63, 104, 117, 131], 0.03: [106, 174, 197, 220], 0.10: [31, 51, 57, 64]}
# tests -> the fewest losses without a gain that regress at Holm's first step
FEWEST = {1: 5, 5: 7, 11: 8, 20: 9, 28: 10, 81: 11}


def units_of(counts: dict[tuple[int, int], int]) -> Units:
    """Units with as many losses and gains as their sums have."""
    lost = sum(total * often for (_, total), often in counts.items() if total > 0)
    gained = sum(-total * often for (_, total), often in counts.items() if total < 0)
    return Units(counts, lost, gained, sum(counts.values()))
