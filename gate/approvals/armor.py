"""Armored SSH signatures (PROTOCOL.sshsig), read as far as it takes to know whose they are and what for."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from gate.approvals.files import MAX_FILE
from gate.approvals.keys import Wire, decoded
from gate.values.errors import Problem

BEGIN = "-----BEGIN SSH SIGNATURE-----"
END = "-----END SSH SIGNATURE-----"
MAX_SIGNATURES = 100
MAX_BLOB = 16 * 1024  # bytes of one signature: twice what an RSA key of 16384 bits takes
MAGIC = b"SSHSIG"
_REMEDY = "Take the block out, or sign again: tunegate disposition sign."


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. ``key`` is the public key's wire form, ``line`` where its block begins, from 1."""

    key: bytes
    namespace: str
    blob: bytes
    line: int

    @property
    def armored(self) -> str:
        """The block, ended by a newline, as ``ssh-keygen`` writes it."""
        text = base64.b64encode(self.blob).decode()
        rows = [text[at : at + 70] for at in range(0, len(text), 70)]
        return "\n".join([BEGIN, *rows, END]) + "\n"


def parse_signatures(data: bytes, path: str) -> tuple[list[Signature], list[Problem]]:
    """The signatures of a ``.sig`` file, one block after the other, and everything in it that is none."""
    if len(data) > MAX_FILE:
        return [], [Problem(f"the file has more than {MAX_FILE:,} bytes", path, 1, 1, _REMEDY)]
    if not data.isascii():
        return [], [Problem("the file is not armored text", path, 1, 1, _REMEDY)]
    found: list[Signature] = []
    problems: list[Problem] = []
    body: list[str] | None = None
    start = 0
    lines = data.decode("ascii").split("\n")
    for number, line in enumerate(lines, 1):
        row = line.removesuffix("\r")
        if body is None:
            if row == BEGIN:
                body, start = [], number
            elif row:
                problems.append(Problem("this is not a signature", path, number, number, _REMEDY))
                break  # one message is enough where a whole file is something else
        elif row == END:
            try:
                found.append(_read("".join(body), start))
            except ValueError as error:
                problems.append(Problem(f"the signature cannot be read: {error}", path, start, number, _REMEDY))
            body = None
        else:
            body.append(row)
    if body is not None:
        problems.append(Problem("the signature is cut off", path, start, len(lines), _REMEDY))
    if len(found) > MAX_SIGNATURES:
        problems.append(Problem(f"there are more than {MAX_SIGNATURES} signatures", path, 1, 1, _REMEDY))
    if not found and not problems:
        problems.append(Problem("there is no signature in the file", path, 1, 1, _REMEDY))
    return ([], problems) if problems else (found, [])


def _read(text: str, line: int) -> Signature:
    if len(text) > MAX_BLOB * 4 // 3 + 4:
        raise ValueError(f"it has more than {MAX_BLOB:,} bytes")
    return parse_blob(decoded(text), line)


def parse_blob(blob: bytes, line: int = 1) -> Signature:
    """A signature without its armor. Raises ValueError for what is none."""
    if len(blob) > MAX_BLOB:
        raise ValueError(f"it has more than {MAX_BLOB:,} bytes")
    wire = Wire(blob)
    if wire.take(len(MAGIC)) != MAGIC:
        raise ValueError("it is not an SSH signature")
    version = wire.uint32()
    if version != 1:
        raise ValueError(f"its version is {version}")
    key, namespace = wire.string(), wire.string()
    wire.string()  # reserved
    wire.string()  # the hash of the message
    wire.string()  # the signature proper, which ssh-keygen reads
    wire.end()
    return Signature(key, namespace.decode("ascii", "backslashreplace"), blob, line)
