"""Runs an installed scanner over files, and keeps what it found without the text that it found.

The files lie in a folder of their own under neutral names, so that nothing of the repository can tell the scanner what
to leave out: no configuration, no list of ignored findings, no path that its rules pass over. Comments in the data
that do so (``gitleaks:allow``, ``pragma: allowlist secret``) are switched off.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from gate.derive.given import Source, SourceError
from gate.derive.scanners import CATEGORIES, SCANNERS, Match, Report, Scanner
from gate.derive.scanners.formats import published_marks
from gate.derive.scanners.record import Run
from gate.documents.plain import is_text
from gate.process.limits import run_program
from gate.values.canonical import digest_of
from gate.values.errors import UndecidedError, UsageError
from gate.values.regex import regex

SECONDS = 3600.0
_VERSION = regex(r"(?<![\w.])v?(\d+\.\d+(?:\.\d+)?[\w.+-]*)")
# what Go's linker writes into each program: the module that it was built from, and its version
_MODULE = regex(rb"mod\t[\w./-]*(?:gitleaks|trufflehog)[\w./-]*\tv(\d+\.\d+\.\d+[\w.+-]*)")
_PRESIDIO = """
import json, sys
from importlib.metadata import version
from presidio_analyzer import AnalyzerEngine
engine = AnalyzerEngine()
names = sorted(type(one).__name__ for one in engine.registry.recognizers)
print(json.dumps({"version": version("presidio-analyzer"), "rules": names}))
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            for found in engine.analyze(line, language="en"):
                row = {"entity_type": found.entity_type, "start": found.start, "end": found.end, "score": found.score}
                print(json.dumps({"results": [{**row, "path": path, "line": number}]}))
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which scanner, by its name; ``program`` and ``config`` are paths: of a program and of your own rules."""

    scanner: str
    program: str | None = None
    config: Path | None = None


def scan(asked: Asked, files: Mapping[str, bytes], now: str) -> Run:
    """The matches in files (path -> bytes). ``now`` is RFC 3339 in UTC.

    Raises UsageError where the scanner is not known or not installed, or a file is binary, UndecidedError where the
    scanner fails.
    """
    known = {module.NAME: module for module in SCANNERS.all().values()}
    scanner = known.get(asked.scanner)
    if scanner is None:
        raise UsageError(f"unknown scanner {asked.scanner!r}", remedy=f"Known scanners: {', '.join(sorted(known))}.")
    for path, data in files.items():
        if not is_text(data):
            remedy = "Scan a text of its records, and record that with 'tunegate evidence collect --from'."
            if path.endswith(".parquet"):
                remedy = "Install tunegate with the extra 'parquet', which reads its rows."
            raise UsageError(f"{asked.scanner} reads text, and this is none", path=path, remedy=remedy)
    if asked.config is not None and asked.scanner != "gitleaks":
        raise UsageError(f"{asked.scanner} cannot take your own rules here", remedy="Leave out --rules.")
    with tempfile.TemporaryDirectory(prefix="tunegate-scan-") as name:
        folder = Path(name)
        below = folder / "data"
        below.mkdir()
        names = {f"data/{number:04}{_ending(path)}": path for number, path in enumerate(sorted(files), 1)}
        for neutral, path in names.items():
            (folder / neutral).write_bytes(files[path])
        report = _STARTED[asked.scanner](_Call(asked, folder, tuple(names)), scanner)
    matches = tuple(replace(match, path=names[_neutral(match, names, asked.scanner)]) for match in report.matches)
    rules: dict[str, object] = {} if report.rules is None else {"count": report.rules}
    if asked.config is not None:
        rules |= {"path": asked.config.as_posix(), "digest": digest_of(asked.config.read_bytes())}
    if report.version is None:
        remedy = "Use a release of it, which knows its version."
        raise UndecidedError(f"{asked.scanner} does not say its version", remedy=remedy)
    return Run(asked.scanner, report.version, now, _searched(scanner, asked.config), matches, rules)


def _searched(scanner: Scanner, config: Path | None) -> tuple[str, ...]:
    """What the scanner looks for. Your own rules say so in tags named after the manifest's categories."""
    own = config.read_text("utf-8", "replace") if config is not None else ""
    return tuple(name for name in CATEGORIES if name in scanner.SEARCHES or f'"{name}"' in own)


def _ending(path: str) -> str:
    return Path(path).suffix if Path(path).suffix in (".jsonl", ".json", ".csv", ".tsv", ".txt") else ".txt"


def _neutral(match: Match, names: Mapping[str, str], scanner: str) -> str:
    found = next((name for name in names if match.path is not None and match.path.endswith(name)), None)
    if found is None:
        raise UndecidedError(f"{scanner} reports a match in a file that it was not given")
    return found


# -- the programs


@dataclass(frozen=True, slots=True)
class _Call:
    asked: Asked
    folder: Path
    names: Sequence[str]

    def program(self, name: str) -> str:
        found = shutil.which(self.asked.program or name)
        if found is None or not (self.asked.program or Path(found).is_absolute()):
            remedy = f"Install {self.asked.scanner}, or name it: --program."
            raise UsageError(f"there is no program {self.asked.program or name}", remedy=remedy)
        return str(Path(found).absolute())

    def run(self, *arguments: str, good: Sequence[int] = (0,)) -> subprocess.CompletedProcess[bytes]:
        kept = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP")
        bare = {name: os.environ[name] for name in kept if name in os.environ}
        try:
            env = {**bare, "HOME": str(self.folder), "PYTHONUTF8": "1"}
            done = run_program(arguments, b"", SECONDS, env=env, cwd=self.folder)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UndecidedError(f"{self.asked.scanner} did not finish: {type(error).__name__}") from None
        if done.returncode not in good:  # what it printed may hold what it found
            remedy = f"Run it yourself: {Path(arguments[0]).name} {arguments[1]} ..."
            raise UndecidedError(f"{self.asked.scanner} failed with exit status {done.returncode}", remedy=remedy)
        return done

    def read(self, scanner: Scanner, data: bytes) -> Report:
        try:
            return scanner.read(Source("report", data))
        except (SourceError, AttributeError, KeyError, TypeError, ValueError) as error:
            said = error.message if isinstance(error, SourceError) else type(error).__name__
            raise UndecidedError(f"the report of {self.asked.scanner} cannot be read: {said}") from None


def _gitleaks(call: _Call, scanner: Scanner) -> Report:
    program = call.program("gitleaks")
    own = ("--config", str(call.asked.config.absolute())) if call.asked.config is not None else ()
    call.run(
        *(program, "dir", "data", "--no-banner", "--redact=100", "--exit-code", "0", "--ignore-gitleaks-allow"),
        *("--report-format", "json", "--report-path", "report.json", *own),
    )
    report = call.read(scanner, (call.folder / "report.json").read_bytes())
    said = call.run(program, "version").stdout.decode("utf-8", "replace")
    return replace(report, version=_version(said) or _built(program))


def _detect_secrets(call: _Call, scanner: Scanner) -> Report:
    program = call.program("detect-secrets")
    filtered = "detect_secrets.filters.allowlist.is_line_allowlisted"
    done = call.run(program, "scan", "--all-files", "--no-verify", "--disable-filter", filtered, "data")
    return call.read(scanner, done.stdout)


def _trufflehog(call: _Call, scanner: Scanner) -> Report:
    program = call.program("trufflehog")
    done = call.run(program, "filesystem", "data", "--json", "--no-verification", "--no-update")
    found = done.stdout.strip()
    report = call.read(scanner, done.stdout) if found else Report(scanner.NAME, ())
    said = call.run(program, "--version")
    return replace(report, version=_version((said.stdout + said.stderr).decode("utf-8", "replace")) or _built(program))


def _presidio(call: _Call, scanner: Scanner) -> Report:
    program = call.program(call.asked.program or sys.executable)
    done = call.run(program, "-c", _PRESIDIO, *call.names)
    first, _, rest = done.stdout.partition(b"\n")
    import json

    said = json.loads(first)
    report = call.read(scanner, rest) if rest.strip() else Report(scanner.NAME, ())
    return replace(report, version=str(said["version"]), rules=len(said["rules"]))


def _version(text: str) -> str | None:
    found = _VERSION.search(text)
    return found[1] if found else None


def _built(program: str) -> str | None:
    """The version of a Go program that was built without its maker's script, and does not say it."""
    found = _MODULE.search(Path(program).resolve().read_bytes())
    return found[1].decode() if found else None


def _published_marks(call: _Call, _: Scanner) -> Report:
    return published_marks.scanned({name: (call.folder / name).read_bytes() for name in call.names})


_STARTED: dict[str, Callable[[_Call, Scanner], Report]] = {
    "gitleaks": _gitleaks,
    "detect-secrets": _detect_secrets,
    "trufflehog": _trufflehog,
    "presidio": _presidio,
    published_marks.NAME: _published_marks,
}
_FOR_SECRETS = ("gitleaks", "detect-secrets", "trufflehog")


def usual() -> tuple[str, ...]:
    """The scanners that run where none is named: for secrets the first that is installed, for personal data presidio,
    where this Python has it, and for classified content the published marks."""
    found = next((name for name in _FOR_SECRETS if shutil.which(name)), _FOR_SECRETS[0])
    personal = ("presidio",) if find_spec("presidio_analyzer") is not None else ()
    return (found, *personal, published_marks.NAME)
