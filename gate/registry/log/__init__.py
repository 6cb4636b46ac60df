"""A history in which a rewrite shows: an append-only log of decisions and publications as a Merkle tree (RFC 6962).

`tree` is the arithmetic, `checkpoint` a signed size and root, `kept` the files, `entries` what is in it.
"""
