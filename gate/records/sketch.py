"""Sketches of texts, by which near-duplicates are found: b-bit minwise hashing with one bit.

The similarity J of two records is the Jaccard index of their sets of three-word shingles. Of each of `BITS` random
permutations one bit of the smallest hash is kept; two sketches agree in a share of about (1 + J) / 2 of them
(P. Li, A. C. König, "b-Bit Minwise Hashing", WWW 2010, for b = 1 and shingles out of a large set). Hashes of words are
keyed, so a sketch says nothing to whoever does not have the key. The permutations are datasketch's.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any

from gate.records.fold import SHINGLE

if TYPE_CHECKING:
    from gate.records.key import Key

BITS = 80
THRESHOLD = 0.8
MISS = 2.0  # standard errors below what is expected at the threshold: 2.3% of the records there are missed
_SEED, _SCHEME = 1, "affine32"  # of the permutations: part of the format
_MAX_KNOWN = 1 << 18
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)  # odd; what a word counts by its place


class _Hashes(dict[str, int]):
    """Word -> 64 bits under a key; words are few, and a digest costs more than looking it up."""

    def __init__(self, key: Key) -> None:
        super().__init__()
        self._mac = key.mac

    def __missing__(self, word: str) -> int:
        if len(self) >= _MAX_KNOWN:
            self.clear()
        found = self[word] = int.from_bytes(self._mac(b"word", word.encode("utf-8", "surrogatepass"))[:8], "big")
        return found


class Sketcher:
    """Makes sketches under one key. Raises ImportError where the extra ``records`` is not installed."""

    def __init__(self, key: Key) -> None:
        import numpy
        from datasketch import MinHash

        self._numpy: Any = numpy
        self._minhash: Any = MinHash(num_perm=BITS, seed=_SEED, scheme=_SCHEME, hashfunc=int)
        self._factors = numpy.array(_FACTORS, dtype=numpy.uint64)
        self._known = _Hashes(key)

    def __call__(self, words: Sequence[str]) -> bytes:
        """10 bytes; zero bytes for a text without a word."""
        if not words:
            return bytes(BITS // 8)
        numpy = self._numpy
        padded = [*words, *[""] * (SHINGLE - len(words))]
        hashes = numpy.array([self._known[word] for word in padded], dtype=numpy.uint64)
        length = len(padded) - SHINGLE + 1
        mixed = sum(hashes[place : place + length] * factor for place, factor in enumerate(self._factors))
        mixed = (mixed ^ (mixed >> numpy.uint64(29))) * self._factors[0] >> numpy.uint64(32)
        found = self._minhash
        found.clear()
        found.update_batch(numpy.unique(mixed).tolist())
        bits: bytes = numpy.packbits(self._bit(found.hashvalues)).tobytes()
        return bits if any(bits) else b"\1" + bits[1:]

    def _bit(self, least: Any) -> Any:
        """One bit of each smallest hash, which all of its bits have a say in: the lowest one of an affine permutation
        is that of the shingle alone, whichever permutation it is (the mixer is MurmurHash3's, fmix32)."""
        numpy = self._numpy
        mixed = least.astype(numpy.uint32)
        for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
            mixed = (mixed ^ (mixed >> numpy.uint32(shift))) * numpy.uint32(factor)
        return ((mixed ^ (mixed >> numpy.uint32(16))) & numpy.uint32(1)).astype(numpy.uint8)

    def near(self, sketch: bytes, column: bytes, threshold: float) -> list[tuple[int, float]]:
        """(record from 0, estimate of J) of what may be as similar as the threshold, most similar first."""
        numpy = self._numpy
        rows = numpy.frombuffer(column, dtype=numpy.uint8).reshape(-1, BITS // 8)
        different = numpy.bitwise_count(rows ^ numpy.frombuffer(sketch, dtype=numpy.uint8)).sum(axis=1)
        found = numpy.flatnonzero((different <= BITS - least_equal(threshold)) & rows.any(axis=1))
        rated = [(int(row), estimate(BITS - int(different[row]))) for row in found]
        return sorted(rated, key=lambda row: (-row[1], row[0]))


def least_equal(threshold: float) -> int:
    """How many bits have to agree, so that a record at the threshold is missed in about 2.3% of cases."""
    share = (1 + threshold) / 2
    return int(BITS * (share - MISS * sqrt(share * (1 - share) / BITS)))


def estimate(equal: int) -> float:
    """J, from how many bits agree."""
    return max(0.0, 2 * equal / BITS - 1)


def spread(similarity: float) -> float:
    """The estimate's standard error."""
    share = (1 + similarity) / 2
    return 2 * sqrt(share * (1 - share) / BITS)
