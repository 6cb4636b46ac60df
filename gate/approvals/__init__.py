"""Approvals of evidence documents: signatures made and verified with OpenSSH's own ``ssh-keygen -Y``, and reviews.

``keys`` and ``armor`` read the formats, ``signers`` and ``revoked`` the two lists, ``namespace`` binds a signature to a
repository, ``ssh`` is the one door to the program, ``verify`` puts them together. ``reviews`` asks GitHub. ``quorum``
and ``authors`` state what counts and who wrote the change, ``approvals`` gathers it all, and ``sign`` signs.
"""
