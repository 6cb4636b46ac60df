"""Comments of scripts that something reads: they are part of a script's normal form."""

from __future__ import annotations

import re

from gate.values.regex import regex

# the schedulers Slurm, PBS, LSF, Flux, OAR, Moab, Cobalt, Fujitsu's and Grid Engine
_SCHEDULER = regex(r"#(?:SBATCH|PBS|BSUB|FLUX:|OAR|MSUB|COBALT|PJM|\$)(?=\s).*")
_OPEN = regex(r"# /// [a-zA-Z0-9-]+")
_CODING = regex(r"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
_UTF8 = frozenset({"utf-8", "utf8", "utf-8-sig", "u8"})


def directives(text: str) -> list[str]:
    """The interpreter's line, the options of a scheduler, and blocks of inline script metadata (PEP 723)."""
    found: list[str] = []
    inside = False
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text)):
        bare = line.rstrip()
        if inside or _OPEN.fullmatch(bare):
            inside = bare.startswith("#") and (not inside or bare != "# ///")
            found.append(bare)
        elif (number == 0 and bare.startswith("#!")) or _SCHEDULER.fullmatch(bare):
            found.append(bare)
    return found


def foreign_coding(text: str) -> tuple[int, str] | None:
    """(line, name) of a declaration by which Python reads the bytes as other text than UTF-8 (PEP 263), or None."""
    for number, line in enumerate(re.split(r"\r\n|\r|\n|\f", text, maxsplit=2)[:2], 1):
        match = _CODING.match(line)
        if match and match[1].lower().replace("_", "-") not in _UTF8:
            return number, match[1]
    return None
