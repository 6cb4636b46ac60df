"""Prints the tables behind the decision on drift (docs/drift.md): 'make drift-tables'. The same at every run."""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Iterator

from gate.drift.statistics.agreement import attenuation
from gate.drift.statistics.decide import bound_of, hidden, is_unclear, p_value
from gate.drift.statistics.looks import level_at
from gate.drift.statistics.noninferior import p_pairs, units_needed, upper_bound
from gate.drift.statistics.planning import Bounds, power, prompts_needed, simulate
from gate.drift.statistics.samples import singles

NOISE = (0.005, 0.01, 0.02, 0.03)
# suites of prompts by class and category, as they are published
JBB, XSTEST, REJECT, HARM, SORRY = [10] * 10, [25] * 8, [53, 52, 52, 52, 52, 52], [46] * 5 + [45] * 2, [10] * 44
SUITES: dict[str, list[list[list[int]]]] = {
    "JailbreakBench 10 x 10": [[JBB]],
    "XSTest unsafe 8 x 25": [[XSTEST]],
    "StrongREJECT 313 in 6": [[REJECT]],
    "HarmBench 320": [[[320]]],
    "HarmBench 320 in 7": [[HARM]],
    "SORRY-Bench 44 x 10": [[SORRY]],
    "JailbreakBench, StrongREJECT, XSTest": [[JBB, REJECT, XSTEST]],
    "these, HarmBench, SORRY-Bench": [[JBB, REJECT, XSTEST, HARM, SORRY]],
    "house, 4 classes of 100 in 4": [[[25] * 4]] * 4,
    "house, 4 classes of 150 in 5": [[[30] * 5]] * 4,
    "house, 4 classes of 250 in 5": [[[50] * 5]] * 4,
    "house, 4 classes of 300 in 5": [[[60] * 5]] * 4,
}
PAIRS = ((63, 0, 0), (100, 1, 0), (100, 2, 1), (150, 3, 1), (200, 5, 2), (313, 9, 3), (600, 20, 5), (60, 20, 30))


def main(runs: int) -> None:
    for title, rows in (
        ("Pairs at a margin of 5 points", reference()),
        ("Units without any difference that pass at looks 1 to 4", without_difference()),
        ("Worst chance to pass where the loss is the margin, by enumeration", false_passes()),
        (f"Honest runs that pass at the first look, per cent of {runs}, by flip noise", honest(runs)),
        ("Prompts of a class that 90% take when nothing is lost, by flip noise", planned()),
        (
            "A loss in one category that is not noticed, per cent, in a class of 600 without noise elsewhere",
            unnoticed(),
        ),
        (
            f"Passed by looks at so many prompts, per cent of {runs}: honest at 1% flip noise, and at the margin",
            looks(runs),
        ),
        ("What a judge that disagrees with itself shows of a loss, and the prompts without any difference", judges()),
    ):
        print(f"\n{title}\n")
        for row in rows:
            print(line(row))


def line(row: tuple[object, ...]) -> str:
    """A row of a table: its name, and its numbers in columns."""
    name, *numbers = map(str, row)
    return "  " + "  ".join([name.ljust(34), *(number.rjust(9) for number in numbers)])


def reference() -> Iterator[tuple[object, ...]]:
    yield "n, lost, gained", "p margin", "bound", "McNemar p"
    for n, b, c in PAIRS:
        losses = {loss: float(often) for loss, often in ((1.0, b), (-1.0, c), (0.0, n - b - c)) if often}
        yield (
            f"{n}, {b}, {c}",
            f"{p_pairs(n, b, c, 0.05):.7f}",
            f"{upper_bound(losses, level_at(1, 0.05)):.6f}",
            f"{p_value(singles(n, b, c, n)):.3g}",
        )


def without_difference() -> Iterator[tuple[object, ...]]:
    for margin in (0.03, 0.05, 0.1):
        yield f"margin {margin:g}", *(units_needed({0.0: 1}, margin, level_at(look, 0.05)) for look in (1, 2, 3, 4))


def false_passes() -> Iterator[tuple[object, ...]]:
    for look in (1, 2):
        bounds = Bounds(0.05, 0.05, look)
        worst = max(
            power(n, gains, bounds, 0.05) for n in (63, 104, 105, 146, 200, 300) for gains in (0.0, 0.01, 0.05, 0.2)
        )
        yield f"look {look}, level {bounds.level:g}", f"{worst:.4f}"


def honest(runs: int) -> Iterator[tuple[object, ...]]:
    yield "suite", *(f"{noise:.1%}" for noise in NOISE)
    for name, classes in SUITES.items():
        yield name, *(f"{100 * simulate(classes, noise, 0.05, 0.05, runs).passes:.0f}" for noise in NOISE)


def planned() -> Iterator[tuple[object, ...]]:
    yield "margin, true loss", *(f"{noise:.1%}" for noise in (0.0, *NOISE))
    for margin, loss in ((0.05, 0.0), (0.05, 0.01), (0.03, 0.0), (0.1, 0.0)):
        bounds = Bounds(margin, 0.05)
        yield f"{margin:g}, {loss:g}", *(prompts_needed(0.9, noise, bounds, loss) for noise in (0.0, *NOISE))


def unnoticed() -> Iterator[tuple[object, ...]]:
    """Over all tables of the category: neither regressed at Holm's first step over 8 tests nor unclear, and the class
    passes."""
    losses = (0.2, 0.3, 0.5, 1.0)
    yield "size of the category", *(f"loss {loss:.0%}" for loss in losses), "may hide"
    bounds = Bounds(0.05, 0.05)
    for size in (5, 10, 20, 25, 50):
        found = []
        for loss in losses:
            chance = 0.0
            for b in range(size + 1):
                sample = singles(size, b, 0, size)
                p = p_value(sample)
                if p * 8 > 0.05 and not is_unclear(sample, p, 0.05) and bounds.least(b, 0) <= 600:
                    chance += math.comb(size, b) * loss**b * (1 - loss) ** (size - b)
            found.append(f"{100 * chance:.1f}")
        yield str(size), *found, hidden(singles(size, 0, 0, size), 0.05)


def looks(runs: int) -> Iterator[tuple[object, ...]]:
    """All prompts so far count at each look, at its level; the last column is what passes at any."""
    yield "looks, noise, true loss", "1", "2", "3", "any"
    for sizes, noise, loss in (((100, 200, 400), 0.01, 0.0), ((150, 300), 0.0, 0.05), ((100, 200, 400), 0.02, 0.05)):
        chance = random.Random(1)
        passed = [0] * (len(sizes) + 1)
        for _ in range(runs):
            b = c = done = 0
            held = False
            for place, size in enumerate(sizes):
                for _ in range(size - done):
                    drawn = chance.random()
                    b, c = b + (drawn < noise + loss), c + (noise + loss <= drawn < 2 * noise + loss)
                done = size
                held = held or (p_pairs(size, b, c, 0.05) < level_at(place + 1, 0.05) and b - c < 0.05 * size)
                passed[place] += held
            passed[-1] += held
        shares = [f"{100 * count / runs:.1f}" for count in passed]
        yield f"{sizes}, {noise:g}, {loss:g}", *shares[:-1], *[""] * (3 - len(sizes)), shares[-1]


def judges() -> Iterator[tuple[object, ...]]:
    yield "repeats, of which differ", "shows", "prompts", "of 200, 4 lost: bound"
    for repeated, differing in ((200, 0), (200, 4), (200, 19), (200, 36), (200, 100)):
        seen = attenuation(repeated, differing)
        found = bound_of(singles(200, 4, 0, 200), 0.05, 0.05, seen=seen)
        needed = units_needed({0.0: 1}, 0.05 * seen, level_at(1, 0.05)) if seen else "none"
        yield f"{repeated}, {differing}", f"{seen:.3f}", needed, f"{found.upper:.4f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
