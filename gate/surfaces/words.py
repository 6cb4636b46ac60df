"""The words in which two texts differ, with a little of what is around them: what a reader looks for in a change."""

from __future__ import annotations

from gate.values.redact import redact_value

MAX_SHOWN = 120  # characters of a side
_AROUND = 24  # characters kept on either side of what differs, in whole words
_LOOKED_AT = 16_384  # characters of a side; a text that differs behind them is shown from its beginning


def changed_words(old: str, new: str, surface: str, most: int = MAX_SHOWN) -> tuple[str, str]:
    """Both texts in one line, less what they share at their beginning and end; ``...`` stands for what is left out.

    A side that has more than ``most`` characters of its own is cut at its end. What may not be shown of a text of
    ``surface`` is taken out before: of a half nobody can tell what it was.
    """
    old, new = (" ".join(str(redact_value(text[:_LOOKED_AT], surface)).split()) for text in (old, new))
    if max(len(old), len(new)) <= most // 2 or old == new:
        return _cut(old, most), _cut(new, most)
    start = _shared(old, new)
    stop = min(_shared(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    start = _start_of_word(old, max(0, start - _AROUND)) if start > _AROUND else 0
    kept = max(0, stop - _AROUND)
    return tuple(_cut(_between(text, start, kept), most) for text in (old, new))  # type: ignore[return-value]


def _shared(a: str, b: str) -> int:
    """How many characters both begin with."""
    return next(
        (index for index, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b))
    )


def _start_of_word(text: str, at: int) -> int:
    """The first place from ``at`` on where a word begins; ``at`` where none does soon."""
    gap = text.find(" ", at, at + _AROUND)
    return gap + 1 if gap >= 0 else at


def _between(text: str, start: int, stop: int) -> str:
    """The text less its first and last characters, which end at a word where there is one nearby."""
    end = len(text) - stop
    if stop:
        gap = text.rfind(" ", end - _AROUND, end)
        end = gap if gap > start else end
    return f"{'...' if start else ''}{text[start:end]}{'...' if stop else ''}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 3] + "..."
