"""The file of allowed signers: OpenSSH's own format (ssh-keygen(1), ALLOWED SIGNERS), read more strictly.

One line is one key of one person, literal and for this purpose only. What OpenSSH would read as a pattern, as a
certificate authority or as "any purpose" is refused, because a reviewer has to see on the line who can sign what.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from gate.approvals.files import MAX_FILE
from gate.approvals.keys import KeyRefusedError, PublicKey, is_key_type, parse_key
from gate.values.errors import ConfigError, Problem
from gate.values.regex import regex

PRINCIPAL = regex(r"[^\s*?!,;<>\"'#\\]{3,254}")
_OPTION = regex(r'([A-Za-z-]+)(?:="([^"\\]*)")?(,|$)')
_FIELDS = regex(r'((?:"[^"]*"|[^\s"])+)[ \t]*')
_FORM = 'PRINCIPAL namespaces="{}" KEYTYPE KEY'
_TIME_FORMS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


@dataclass(frozen=True, slots=True)
class Signer:
    """One line: whose key it is, and from when until when it counts, both ends included and in UTC."""

    principal: str
    key: PublicKey
    line: int
    valid_after: datetime | None = None
    valid_before: datetime | None = None


@dataclass(frozen=True)
class Signers:
    """Everyone who can sign, for one namespace. No key stands for two principals."""

    path: str
    namespace: str
    rows: tuple[Signer, ...]

    def of(self, blob: bytes) -> Signer | None:
        """Whose key it is, by its wire form."""
        return next((row for row in self.rows if row.key.blob == blob), None)


def parse_signers(data: bytes, path: str, namespace: str) -> Signers:
    """Read the file. Raises ConfigError with every problem's line."""
    problems: list[Problem] = []
    rows: list[Signer] = []
    for number, line in text_lines(data, path, problems):
        try:
            rows.append(_signer(line, number, namespace))
        except KeyRefusedError as error:
            problems.append(Problem(str(error), path, number, number, error.remedy))
    problems += _twice(rows, path)
    if not rows and not problems:
        problems.append(Problem("nobody is listed", path, 1, 1, f"Add a line: {_FORM.format(namespace)}"))
    if problems:
        raise ConfigError(sorted(problems, key=lambda p: p.line or 0))
    return Signers(path, namespace, tuple(rows))


def text_lines(data: bytes, path: str, problems: list[Problem]) -> Iterator[tuple[int, str]]:
    """Number and text of the lines that are neither blank nor comments; LF and CRLF both end a line."""
    if len(data) > MAX_FILE:
        problems.append(Problem(f"the file has more than {MAX_FILE:,} bytes", path, 1, 1, "Make it smaller."))
        return
    for number, raw in enumerate(data.split(b"\n"), 1):
        try:
            line = raw.removesuffix(b"\r").decode("utf-8").strip(" \t")
        except UnicodeDecodeError:
            problems.append(Problem("the line is not UTF-8", path, number, number, "Save the file as UTF-8."))
            continue
        if not line.replace("\t", " ").isprintable():
            problems.append(
                Problem("the line has a character that cannot be seen", path, number, number, "Write it anew.")
            )
        elif line and not line.startswith("#"):
            yield number, line


def _signer(line: str, number: int, namespace: str) -> Signer:
    form = _FORM.format(namespace)
    fields: list[str] = []
    rest = line
    while rest and len(fields) < 4 and (match := _FIELDS.match(rest)):
        fields.append(match[1])
        rest = rest[match.end() :]
        if is_key_type(match[1]) and len(fields) in (2, 3):
            break
    if len(fields) < 2 or not is_key_type(fields[-1]):
        raise KeyRefusedError("the line does not name a principal, options and a key", f"Write it like this: {form}")
    principal, kind = fields[0], fields[-1]
    text = rest.split(None, 1)[0] if rest else ""
    if "," in principal:
        raise KeyRefusedError(f"{principal!r} names several principals", "Give each of them a key and a line.")
    if not PRINCIPAL.fullmatch(principal) or not principal.isascii():
        raise KeyRefusedError(
            f"{principal!r} is not a literal principal", "Name one mailbox, without '*', '?', '!' and quotes."
        )
    options = _options(fields[1], form) if len(fields) == 3 else {}
    named = options.get("namespaces")
    if named != namespace:
        said = "the line has no namespaces" if named is None else f"the line is for the namespaces {named!r}"
        raise KeyRefusedError(f"{said}, not for {namespace!r} alone", f"Write it like this: {form}")
    after, before = (_time(options.get(name), name) for name in ("valid-after", "valid-before"))
    if after and before and before <= after:
        raise KeyRefusedError("valid-before is not after valid-after", "Exchange or correct the times.")
    return Signer(principal, parse_key(kind, text), number, after, before)


def _options(text: str, form: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = _OPTION.match(text, at)
        if not match or (match[3] == "," and match.end() == len(text)):
            raise KeyRefusedError(f"the options {text!r} cannot be read", f"Write the line like this: {form}")
        name, value, at = match[1], match[2], match.end()
        if name.lower() == "cert-authority":
            raise KeyRefusedError("certificate authorities are not supported", "List the keys of the people.")
        if name not in ("namespaces", "valid-after", "valid-before") or value is None:
            raise KeyRefusedError(
                f"unknown option {name!r}",
                'The options are namespaces="...", valid-after="..." and valid-before="...".',
            )
        if name in found:
            raise KeyRefusedError(f"the option {name} appears twice", "Keep one.")
        found[name] = value
    return found


def _time(text: str | None, name: str) -> datetime | None:
    if text is None:
        return None
    digits = text.removesuffix("Z")
    if digits.isdecimal() and digits.isascii() and len(digits) in _TIME_FORMS:
        if digits == text:
            raise KeyRefusedError(
                f"{name} {text!r} is in the time zone of whoever reads it", f'Write it in UTC: {name}="{text}Z".'
            )
        try:
            return datetime.strptime(digits, _TIME_FORMS[len(digits)]).replace(tzinfo=UTC)
        except ValueError:
            pass
    raise KeyRefusedError(f"{name} {text!r} is not a time", f'Write it like {name}="20271231Z" or "20271231235959Z".')


def _twice(rows: list[Signer], path: str) -> Iterator[Problem]:
    """Two principals behind which stands one person: a key that is shared, a name that is spelled in two ways."""
    keys: dict[bytes, Signer] = {}
    names: dict[str, Signer] = {}
    for row in rows:
        if other := keys.get(row.key.blob):
            message = f"the key of {row.principal} is on line {other.line} already"
            yield Problem(message, path, row.line, row.line, "One key stands for one principal, on one line.")
        keys.setdefault(row.key.blob, row)
        other = names.setdefault(row.principal.lower(), row)
        if other.principal != row.principal:
            message = f"{row.principal!r} and {other.principal!r} (line {other.line}) differ by case only"
            yield Problem(message, path, row.line, row.line, "Spell one principal in one way.")
