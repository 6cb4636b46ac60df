"""Merkle tree hashes and proofs.

Sources: RFC 6962, "Certificate Transparency", section 2.1 (hashes, audit paths, consistency proofs); RFC 9162, sections
2.1.3.2 and 2.1.4.2 (how they are checked).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def leaf_hash(entry: bytes) -> bytes:
    """``SHA-256(0x00 || entry)``."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """``SHA-256(0x01 || left || right)``."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_hash(hashes: Sequence[bytes]) -> bytes:
    """The tree hash over leaf hashes, or over those of complete subtrees of one size but for the last."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    row = list(hashes)
    while len(row) > 1:
        paired = [node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
        row = paired + row[-1:] if len(row) % 2 else paired
    return row[0]


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1


def inclusion(number: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The audit path of the leaf ``number`` (from 0). Raises IndexError where there is none."""
    if not 0 <= number < len(hashes):
        raise IndexError(number)
    if len(hashes) == 1:
        return []
    k = _split(len(hashes))
    if number < k:
        return [*inclusion(number, hashes[:k]), root_hash(hashes[k:])]
    return [*inclusion(number - k, hashes[k:]), root_hash(hashes[:k])]


def consistency(size: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The proof that the tree of the first ``size`` leaves is the beginning of this one. Raises IndexError."""
    if not 0 <= size <= len(hashes):
        raise IndexError(size)
    return [] if size in (0, len(hashes)) else _subproof(size, hashes, True)


def _subproof(size: int, hashes: Sequence[bytes], is_whole: bool) -> list[bytes]:
    if size == len(hashes):
        return [] if is_whole else [root_hash(hashes)]
    k = _split(len(hashes))
    if size <= k:
        return [*_subproof(size, hashes[:k], is_whole), root_hash(hashes[k:])]
    return [*_subproof(size - k, hashes[k:], False), root_hash(hashes[:k])]


def includes(number: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether an audit path shows that ``leaf`` is the leaf ``number`` of the tree with this size and root."""
    if not 0 <= number < size:
        return False
    fn, sn, found = number, size - 1, leaf
    for step in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node_hash(step, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node_hash(found, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root


def is_prefix(first: int, second: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree (first, old) is the beginning of the tree (second, new)."""
    if first == second:
        return not proof and old == new
    if not 0 < first < second:
        return first == 0 < second and not proof and old == root_hash([])
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, old)
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for step in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(step, fr), node_hash(step, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old and sr == new
