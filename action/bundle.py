"""Put the wheels of the Action's lock into one archive, for runners without a network: ``make bundle``.

``bundle.py [--python X.Y]... [--system NAME]... [--output FILE]``: by default for every Python that the gate supports
and for the system that this runs on. pip checks each wheel against the hashes of the lock as it comes; the
installation checks it again, against the lock of the commit that the workflow pins, so the archive itself need not be
trusted. The same lock gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # which -I leaves out; first, since another checkout may be installed here

from action.install import download, first, pip_itself, settings  # noqa: E402

LOCK = ROOT / "requirements" / "action-opa.txt"  # holds action.txt, so one archive does for either engine
PYTHONS = ("3.11", "3.12", "3.13", "3.14")

# system -> platforms whose wheels run there, the newest first (PyPA, "Platform compatibility tags"); pip adds the older
# releases of macOS itself
SYSTEMS: dict[str, tuple[str, ...]] = {
    **{
        f"linux-{machine}": tuple(f"manylinux_2_{minor}_{machine}" for minor in range(34, 4, -1))
        for machine in ("x86_64", "aarch64")
    },
    **{f"macos-{machine}": (f"macosx_15_0_{machine}",) for machine in ("x86_64", "arm64")},
    "windows-x86_64": ("win_amd64",),
}
_NAMES = {"Linux": "linux", "Darwin": "macos", "Windows": "windows"}


def this_system() -> str:
    machine = platform.machine().lower().replace("amd64", "x86_64")
    return f"{_NAMES.get(platform.system(), platform.system().lower())}-{machine}"


def for_any_python(lock: str) -> str:
    """The lock without its conditions: pip asks them of the Python that runs, not of the one that it downloads for."""
    return "".join(_unconditional(line) for line in lock.splitlines(keepends=True))


def _unconditional(line: str) -> str:
    requirement, condition, _ = line.partition(" ; ")
    return f"{requirement} \\\n" if condition and not line.startswith((" ", "#")) else line


def fetch(lock: str, folder: Path, pythons: Iterable[str], systems: Iterable[str]) -> str | None:
    """Download the wheels. None, or why not."""
    started = pip_itself()
    if started is None:
        return f"{sys.executable} has neither pip nor ensurepip"
    environ = settings()
    if isinstance(environ, str):
        return environ
    for system in systems:
        platforms = [option for name in SYSTEMS[system] for option in ("--platform", name)]
        for python in pythons:
            done = download(started, for_any_python(lock), folder, environ, ["--python-version", python, *platforms])
            if done.returncode:
                return f"the wheels for Python {python} on {system} could not be downloaded: {first(done.stderr)}"
    return None


def pack(wheels: Path, archive: Path) -> None:
    """The wheels and their sums, stored as they are, with no time of their own."""
    files = {f"wheels/{path.name}": path.read_bytes() for path in sorted(wheels.glob("*.whl"))}
    files["SHA256SUMS"] = "".join(_sums(files)).encode()
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as written:
        for name, data in files.items():
            row = zipfile.ZipInfo(name)  # 1980-01-01
            row.external_attr = 0o644 << 16
            written.writestr(row, data)


def _sums(files: dict[str, bytes]) -> Iterator[str]:
    return (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())


def version() -> str:
    text = (ROOT / "gate" / "__init__.py").read_text(encoding="utf-8")
    return text.partition('__version__ = "')[2].partition('"')[0]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bundle.py", description="Wheels of the Action in one archive.")
    parser.add_argument("--python", action="append", metavar="X.Y", help=f"by default {', '.join(PYTHONS)}")
    parser.add_argument("--system", action="append", choices=SYSTEMS, help="by default this one")
    parser.add_argument("--output", type=Path, metavar="FILE")
    given = parser.parse_args()
    systems = given.system or [this_system()]
    if systems[0] not in SYSTEMS:
        parser.error(f"the embedded policy engine has no wheel for {systems[0]}; name a system with --system")
    output = given.output or ROOT / "dist" / f"tunegate-wheels-{version()}-{'-'.join(systems)}.zip"
    with tempfile.TemporaryDirectory(prefix="tunegate-") as folder:
        wheels = Path(folder) / "wheels"
        reason = fetch(LOCK.read_text(encoding="utf-8"), wheels, given.python or PYTHONS, systems)
        if reason is not None:
            print(f"make bundle: {reason}", file=sys.stderr)  # noqa: T201, TID251
            return 1
        pack(wheels, output)
        count = len(list(wheels.iterdir()))
    data = output.read_bytes()
    print(f"{os.path.relpath(output)}: {count} wheels, {len(data) / 2**20:.0f} MiB")  # noqa: T201
    print(f"sha256 {hashlib.sha256(data).hexdigest()}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
