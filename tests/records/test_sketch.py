"""Near-duplicates: how often they are found at the threshold, and how seldom what is not similar is."""

from __future__ import annotations

from random import Random

from gate.records.fold import SHINGLE
from gate.records.key import Key
from gate.records.sketch import BITS, Sketcher, estimate, least_equal

KEY = Key(b"k" * 32)
WORDS = [f"w{number}" for number in range(5_000)]


def jaccard(one: list[str], other: list[str]) -> float:
    a, b = ({tuple(text[at : at + SHINGLE]) for at in range(len(text) - SHINGLE + 1)} for text in (one, other))
    return len(a & b) / len(a | b)


def edited(random: Random, text: list[str], least: float) -> list[str]:
    """The text, words of which are replaced as long as it stays as similar as that."""
    while True:
        next_ = list(text)
        next_[random.randrange(len(text))] = random.choice(WORDS)
        if jaccard(original := text, next_) < least or jaccard(FIRST[0], next_) < least:
            return original
        text = next_


FIRST: list[list[str]] = [[]]


def test_recall_at_the_threshold_and_precision_far_from_it() -> None:
    random = Random(7)  # noqa: S311  the same each time
    sketch = Sketcher(KEY)
    found, similar, tries = 0, [], 400
    for _ in range(tries):
        text = random.choices(WORDS, k=random.randint(60, 200))
        FIRST[0] = text
        near = edited(random, text, 0.8)
        similar.append(jaccard(text, near))
        column = sketch(near) + sketch(random.choices(WORDS, k=100))
        rows = [row for row, _ in sketch.near(sketch(text), column, 0.8)]
        found += 0 in rows
        assert 1 not in rows
    assert 0.80 <= sum(similar) / tries <= 0.83
    assert found / tries >= 0.95


def test_the_same_words_have_the_same_sketch_whatever_else() -> None:
    text = "where is my order it was due on monday".split()
    assert Sketcher(KEY)(text) == Sketcher(KEY)(text)
    assert Sketcher(KEY)(text) != Sketcher(Key(b"K" * 32))(text)
    assert any(Sketcher(KEY)(["one"]))
    assert not any(Sketcher(KEY)([]))


def test_an_erased_record_is_like_none() -> None:
    sketch = Sketcher(KEY)
    assert sketch.near(sketch(["a"] * 9), bytes(BITS // 8), 0.3) == []


def test_the_format_does_not_move() -> None:
    """An index lasts for years: another permutation would find nothing in it, and say 'not found'."""
    assert Sketcher(KEY)("where is my order it was due on monday".split()).hex() == "bb998438b921c43ed5f6"


def test_bounds() -> None:
    assert (least_equal(0.8), least_equal(1.0), estimate(BITS), estimate(BITS // 2)) == (66, 80, 1.0, 0.0)
