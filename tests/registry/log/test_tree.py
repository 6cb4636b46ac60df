from __future__ import annotations

import pytest

from gate.registry.log.tree import consistency, includes, inclusion, is_prefix, leaf_hash, root_hash

# the vectors of Google's implementation of RFC 6962 (certificate-transparency, merkletree tests)
LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
MORE = [leaf_hash(bytes([number])) for number in range(33)]


@pytest.mark.parametrize("size", range(9))
def test_roots_of_known_trees(size: int) -> None:
    assert root_hash(HASHES[:size]).hex() == ROOTS[size]


def test_example_of_the_rfc() -> None:
    """Section 2.1.3: the audit paths and consistency proofs of its tree of seven leaves, by their letters."""
    d = HASHES[:7]
    a, b, c, e, f, j = *d[:3], *d[4:6], d[6]
    g, h, i = root_hash([a, b]), root_hash(d[2:4]), root_hash([e, f])
    k, l_ = root_hash(d[:4]), root_hash(d[4:])
    assert inclusion(0, d) == [b, h, l_]
    assert inclusion(3, d) == [c, g, l_]
    assert inclusion(4, d) == [f, j, k]
    assert inclusion(6, d) == [i, k]
    assert consistency(3, d) == [c, d[3], g, l_]
    assert consistency(4, d) == [l_]
    assert consistency(6, d) == [i, j, k]


def test_every_proof_holds_and_no_other() -> None:
    for size in range(1, len(MORE) + 1):
        hashes, root = MORE[:size], root_hash(MORE[:size])
        for number in range(size):
            path = inclusion(number, hashes)
            assert includes(number, size, hashes[number], path, root)
            assert not includes(number, size, HASHES[0], path, root)
            assert not includes((number + 1) % (size + 1), size, hashes[number], path, root)
            assert not includes(number, size, hashes[number], [*path, root], root)
            assert not path or not includes(number, size, hashes[number], path[:-1], root)
        for first in range(size + 1):
            proof, old = consistency(first, hashes), root_hash(MORE[:first])
            assert is_prefix(first, size, old, root, proof)
            assert not is_prefix(first, size, HASHES[0], root, proof)
            assert not is_prefix(first, size, old, HASHES[0], proof) or first == 0
            assert not is_prefix(first, size, old, root, [*proof, root])


def test_no_such_leaf() -> None:
    with pytest.raises(IndexError):
        inclusion(7, HASHES[:7])
    with pytest.raises(IndexError):
        consistency(8, HASHES[:7])
    assert not includes(7, 7, HASHES[0], [], root_hash(HASHES[:7]))
    assert not is_prefix(8, 7, HASHES[0], HASHES[0], [])
