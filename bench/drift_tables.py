"""Prints the tables behind the decision on drift (docs/drift.md): 'make drift-tables'. The same at every run.

What can be counted out is here, what has to be simulated in ``drift_rows.py``.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import drift_rows
from bench.drift_rows import NOISE, Row
from bench.drift_simulations import ALPHA, MARGIN
from gate.drift.statistics.agreement import attenuation
from gate.drift.statistics.decide import bound_of, hidden, is_unclear, p_value
from gate.drift.statistics.looks import level_at
from gate.drift.statistics.noninferior import p_pairs, units_needed, upper_bound
from gate.drift.statistics.planning import Bounds, binomial, noise, power, prompts_needed
from gate.drift.statistics.samples import Units, singles
from gate.drift.statistics.unpaired import newcombe_interval

WIDE = (0.0, *NOISE, 0.05)
ENUMERATED = (20, 49, 63, 104, 146, 219, 300, 420)
FEWEST = (1, 5, 11, 20, 28, 81)  # tests
PAIRS = ((63, 0, 0), (100, 1, 0), (100, 2, 1), (150, 3, 1), (200, 5, 2), (313, 9, 3), (600, 20, 5), (60, 20, 30))


def main(runs: int) -> None:
    for title, rows in (*exact(), *drift_rows.tables(runs)):
        print(f"\n{title}\n")
        for row in rows:
            print(line(row), flush=True)


def exact() -> Iterator[tuple[str, Iterator[Row]]]:
    """Each table that is counted out: its title, and its rows."""
    yield "Pairs at a margin of 5 points", reference()
    yield "Units without any difference that pass at looks 1 to 4", without_difference()
    yield "Fewest losses without a gain that regress at Holm's first step, by tests", fewest()
    yield "Worst chance to pass where the loss is the margin, by enumeration", false_passes()
    yield "Worst chance to pass of counts without pairs where the loss is the margin, by level", of_counts()
    yield "Prompts of a class that 90% take, from there on, by flip noise", planned()
    yield "Chance to pass when what 90% take is planned from a rerun of n items, and with its flip noise", replanned()
    yield (
        "A loss in one category that is not noticed, per cent, in classes of 600 and 100 at 0.5% flip noise",
        unnoticed(),
    )
    yield "What a judge that disagrees with itself shows of a loss, and the prompts without any difference", judges()


def line(row: Row) -> str:
    """A row of a table: its name, and its numbers in columns."""
    name, *numbers = map(str, row)
    return "  " + "  ".join([name.ljust(34), *(number.rjust(9) for number in numbers)])


def reference() -> Iterator[Row]:
    yield "n, lost, gained", "p margin", "bound", "McNemar p"
    for n, b, c in PAIRS:
        losses = {loss: float(often) for loss, often in ((1.0, b), (-1.0, c), (0.0, n - b - c)) if often}
        yield (
            f"{n}, {b}, {c}",
            f"{p_pairs(n, b, c, 0.05):.7f}",
            f"{upper_bound(losses, level_at(1, 0.05)):.6f}",
            f"{p_value(singles(n, b, c, n)):.3g}",
        )


def without_difference() -> Iterator[Row]:
    for margin in (0.03, 0.05, 0.1):
        yield f"margin {margin:g}", *(units_needed({0.0: 1}, margin, level_at(look, 0.05)) for look in (1, 2, 3, 4))


def false_passes() -> Iterator[Row]:
    """Over sizes from 20 to 600 and gains of up to 44%; and of units that lose all or nothing, over all numbers."""
    yield "margin, level", *(f"{margin:g}" for margin in (0.03, 0.05, 0.1)), "no gains"
    for alpha, look in ((0.0625, 1), (0.05, 1), (0.05, 2)):
        found = [Bounds(margin, alpha, look) for margin in (0.03, 0.05, 0.1)]
        worst = [
            max(power(n, gains, bounds, bounds.margin) for n in ENUMERATED for gains in (0.0, 0.01, 0.1, 0.44))
            for bounds in found
        ]
        still = max(power(found[1].least(b, 0), 0.0, found[1], MARGIN) for b in range(12))
        yield f"level {found[0].level:g}", *(f"{one:.4f}" for one in (*worst, still))


def fewest() -> Iterator[Row]:
    yield "tests", *FEWEST
    yield "losses", *(next(b for b in range(99) if tests * 0.5**b <= ALPHA) for tests in FEWEST)


def of_counts() -> Iterator[Row]:
    for level in (0.025, 0.04):
        yield f"level {level:g}", f"{max(unpaired_false_pass(n, level) for n in (20, 30, 40, 63, 100, 200)):.4f}"


def unpaired_false_pass(n: int, level: float) -> float:
    """The worst chance over the base model's rates of refusals, of ``n`` answers of each model."""
    passes = [
        [newcombe_interval(base, n, tuned, n, 2 * level)[1] < MARGIN for tuned in range(n + 1)] for base in range(n + 1)
    ]
    worst = 0.0
    for share in (0.06, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.94, 0.96, 0.98, 0.99, 0.999, 1.0):
        base, tuned = (
            [math.comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(n + 1)]
            for rate in (share, share - MARGIN)
        )
        worst = max(
            worst,
            sum(p * q for p, row in zip(base, passes, strict=True) for q, ok in zip(tuned, row, strict=True) if ok),
        )
    return worst


def planned() -> Iterator[Row]:
    """The fewest that pass so often, and so do all larger numbers; beneath, where it is so often in whole per cent."""
    yield "margin, true loss", *(f"{noise:.1%}" for noise in WIDE)
    for margin, loss in ((0.05, 0.0), (0.05, 0.01), (0.03, 0.0), (0.1, 0.0)):
        bounds = Bounds(margin, ALPHA)
        for target, what in ((0.9, ""), (0.895, " in whole per cent")):
            yield f"{margin:g}, {loss:g}{what}", *(prompts_needed(target, noise, bounds, loss) for noise in WIDE)
    bounds = Bounds(MARGIN, ALPHA)
    yield "0.05, 0, each of four classes", *(prompts_needed(0.9**0.25, noise, bounds) for noise in (0.0, *NOISE))


def replanned() -> Iterator[Row]:
    yield "n, flip noise", "planned", "itself"
    bounds = Bounds(MARGIN, ALPHA)
    for n, share in ((100, 0.005), (200, 0.01), (300, 0.03)):
        found = [0.0, 0.0]
        for differ in range(n + 1):
            chance = math.comb(n, differ) * (2 * share) ** differ * (1 - 2 * share) ** (n - differ)
            if chance > 1e-3:
                seen = noise(n, differ, 0)
                for place, plan in enumerate((seen.planned, seen.share)):
                    found[place] += chance * power(prompts_needed(0.9, plan, bounds) or 0, share, bounds)
        yield f"{n}, {share:.1%}", *(f"{100 * one:.0f}" for one in found)


def unnoticed() -> Iterator[Row]:
    """Over all tables of the category and of the rest: neither regressed at Holm's first step nor unclear, and the
    class passes. Of 600 also without the screen."""
    losses = (0.2, 0.3, 0.5, 1.0)
    yield "size of the category", *(f"loss {loss:.0%}" for loss in losses), "may hide"
    for size in (5, 10, 20, 25, 44, 50):
        for what, n, screened in (("", 600, True), (" of 100", 100, True), (" of 600, no screen", 600, False)):
            found = (f"{100 * hidden_loss(size, n, loss, screened):.1f}" for loss in losses)
            yield f"{size}{what}", *found, hidden(singles(size, 0, 0, size), MARGIN)


def hidden_loss(size: int, n: int, loss: float, screened: bool, share: float = 0.005) -> float:
    """The chance that a category of ``size`` loses so much and nothing is noticed, in a class of ``n`` prompts in
    categories of that size."""
    tests, bounds, total = n // size + 1, _bounds(), 0.0
    rest = list(binomial(n - size, share))
    passes: dict[tuple[int, int], bool] = {}

    def is_quiet(sample: Units) -> bool:
        p = p_value(sample)
        return p * tests > ALPHA and not (screened and is_unclear(sample, p, MARGIN))

    for b, up in itertools.product(range(size + 1), range(3 if loss < 1 else 1)):
        if b + up > size or not is_quiet(singles(size, b, up, size)):
            continue
        holds = 0.0
        for c, chance in rest:
            for more, other in binomial(n - size - c, share / (1 - share)):
                key = b + more, c + up
                if key not in passes:
                    passes[key] = bounds.least(*key) <= n and is_quiet(singles(n, *key, n))
                holds += chance * other * passes[key]
        gained = math.comb(size, up) * share**up * (1 - share) ** (size - up) if loss < 1 else 1.0
        rate = min(1.0, loss / (1 - share))
        total += gained * math.comb(size - up, b) * rate**b * (1 - rate) ** (size - up - b) * holds
    return total


@cache
def _bounds() -> Bounds:
    return Bounds(MARGIN, ALPHA)


def judges() -> Iterator[Row]:
    yield "repeats, of which differ", "shows", "prompts", "of 200, 4 lost: bound"
    for repeated, differing in ((200, 0), (200, 4), (200, 19), (200, 36), (200, 100)):
        seen = attenuation(repeated, differing)
        found = bound_of(singles(200, 4, 0, 200), 0.05, 0.05, seen=seen)
        needed = units_needed({0.0: 1}, 0.05 * seen, level_at(1, 0.05)) if seen else "none"
        yield f"{repeated}, {differing}", f"{seen:.3f}", needed, f"{found.upper:.4f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
