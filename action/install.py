"""Install the locked requirements into a folder of their own, for the Python that runs this.

``install.py LOCK required|optional|absent FOLDER [BUNDLE]``. The second argument is about the embedded policy engine,
the one requirement that has no wheel for some systems. ``action/main.py`` runs the gate from FOLDER. With BUNDLE, the
archive of ``make bundle`` or a folder of wheels, packages come from there and from nowhere else. Exits with 0, or
writes why not to standard output, in one line; what pip says goes to standard error.

pip takes options for every command from variables and from files: those of the machine, of the user, of the
environment, and the one that PIP_CONFIG_FILE names (pip, "Configuration"). One of them can send the packages elsewhere
(``user``, ``prefix``, ``root``), ask for other versions (``constraint``) or start another Python (``python``). So of
all of them only `KEPT` counts, which says where packages come from and how to get there: a mirror or a cache is fine,
because the hashes of the lock decide what is installed. pip reads no file at all where PIP_CONFIG_FILE is
``os.devnull``.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

ENGINE = "gordon-to-regorus"
WHEELS = "Linux with glibc 2.34 or newer and macOS, both on x86-64 and Arm 64, and Windows on x86-64"

# option -> the values that are kept, all where there is nothing
KEPT: Mapping[str, tuple[str, ...]] = {
    "index-url": (),
    "pypi-url": (),  # its older name
    "extra-index-url": (),
    "find-links": (),
    "no-index": (),
    "trusted-host": (),
    "proxy": (),
    "cert": (),
    "client-cert": (),
    "keyring-provider": (),
    "cache-dir": (),
    "no-cache-dir": (),
    "timeout": (),
    "default-timeout": (),
    "retries": (),
    "use-feature": ("truststore",),  # certificates from the system's store, where pip is older than 24.2
    "use-deprecated": ("legacy-certs",),  # and not from there, where it is newer
}
# what else says where Python or pip puts things and what they start with
DROPPED = ("PIP_", "PYTHON", "VIRTUAL_ENV", "DEB_PYTHON_INSTALL_LAYOUT", "__PYVENV_LAUNCHER__")

Lookup = Callable[[str], str | None]


def variables(environ: Mapping[str, str], configured: Lookup) -> dict[str, str]:
    """The variables for pip. ``configured`` gives the value of ``section.option`` in pip's files, None without one."""
    clean = {name: value for name, value in environ.items() if not name.upper().startswith(DROPPED)}
    for option, values in KEPT.items():
        name = f"PIP_{option.upper().replace('-', '_')}"
        found = environ.get(name) or configured(f"install.{option}") or configured(f"global.{option}")
        if found and values:
            found = " ".join(value for value in found.split() if value in values)
        if found:
            clean[name] = found
    return {**clean, "PIP_CONFIG_FILE": os.devnull, "PYTHONNOUSERSITE": "1"}


def pip_files() -> Lookup:
    """What pip's files say, as pip reads them. Raises whatever pip raises for a file that cannot be read."""
    from pip._internal.configuration import Configuration
    from pip._internal.exceptions import ConfigurationError

    configuration = Configuration(isolated=False)
    configuration.load()

    def value(key: str) -> str | None:
        try:
            return str(configuration.get_value(key))
        except ConfigurationError:
            return None

    return value


def split(lock: str) -> tuple[str, str]:
    """The lock without the embedded engine, and that entry alone."""
    engine: list[str] = []
    rest: list[str] = []
    part = rest
    for line in lock.splitlines(keepends=True):
        if not line[:1].isspace():
            part = engine if line.startswith(f"{ENGINE}==") else rest
        part.append(line)
    return "".join(rest), "".join(engine)


def pip_itself() -> list[str] | None:
    """How to start pip: the Python's own, else the one that it brings for new environments; None without either.

    Debian keeps that one elsewhere (PEP 394's ``WHEEL_PKG_DIR``, Python's ``--with-wheel-pkg-dir``).
    """
    if find_spec("pip"):
        return [sys.executable, "-I", "-m", "pip"]
    spec = find_spec("ensurepip")
    kept = sysconfig.get_config_var("WHEEL_PKG_DIR")
    folders = [Path(kept)] if kept else []
    folders += [Path(spec.origin).with_name("_bundled")] if spec and spec.origin else []
    for wheel in sorted(wheel for folder in folders for wheel in folder.glob("pip-*.whl")):
        sys.path.append(str(wheel))  # for `pip_files`
        return [sys.executable, "-I", str(wheel / "pip")]
    return None


def pip(
    started: list[str], requirements: str, folder: Path, environ: Mapping[str, str], *command: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of pip on requirements. ``folder`` is what it fills: there is room beside it."""
    options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-input", "--quiet"]
    with tempfile.TemporaryDirectory(prefix="tunegate-", dir=folder.parent) as beside:
        path = Path(beside) / "requirements.txt"
        path.write_text(requirements, encoding="utf-8")
        # pip unpacks into the temporary folder and moves: on one file system that is a rename
        environ = {**environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), beside)}
        return subprocess.run(  # noqa: S603
            [*started, *command, *options, "--disable-pip-version-check", "-r", str(path)],
            env=environ,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )


def download(
    started: list[str], requirements: str, folder: Path, environ: Mapping[str, str], options: list[str]
) -> subprocess.CompletedProcess[str]:
    return pip(started, requirements, folder, environ, "download", "--dest", str(folder), *options)


def here() -> str:
    """This system, as the message names it."""
    if platform.system() != "Linux":
        return sysconfig.get_platform()
    name, version = platform.libc_ver()
    return f"{sysconfig.get_platform()} with {f'{name} {version}' if name else 'a C library that is not glibc'}"


def install(lock: str, engine: str, folder: Path, bundle: Path | None = None) -> str | None:
    """None, or why the requirements are not installed."""
    started = pip_itself()
    if started is None:
        return (
            f"{sys.executable} has neither pip nor ensurepip (on Debian and Ubuntu the package python3-pip is missing)."
        )
    if bundle is None:
        return _with(started, lock, engine, folder, settings())
    if bundle.is_dir():
        return _with(started, lock, engine, folder, _alone(bundle), bundle)
    with tempfile.TemporaryDirectory(prefix="tunegate-", dir=folder.parent) as wheels:
        try:
            unpack(bundle, Path(wheels))
        except (OSError, zipfile.BadZipFile) as error:
            return f"the bundle {bundle} cannot be read: {error}"
        return _with(started, lock, engine, folder, _alone(Path(wheels)), bundle)


def unpack(bundle: Path, folder: Path) -> None:
    """The wheels of an archive, by their names alone. Raises OSError and BadZipFile."""
    with zipfile.ZipFile(bundle) as archive:
        for row in archive.infolist():
            name = row.filename.replace("\\", "/").rpartition("/")[2]
            if name.endswith(".whl"):
                (folder / name).write_bytes(archive.read(row))


def settings() -> dict[str, str] | str:
    """The variables for pip on this machine, or why they cannot be told."""
    try:
        configured = pip_files()
    except (ImportError, AttributeError, TypeError) as error:  # a pip that has moved it
        print(f"pip's files are left out: {error}", file=sys.stderr)  # noqa: T201, TID251
        configured = dict[str, str]().get
    except Exception as error:
        return f"pip's settings cannot be read: {first(str(error))}"
    return variables(os.environ, configured)


def _alone(wheels: Path) -> dict[str, str]:
    """The variables for pip where it may ask for nothing: not a setting of the machine counts."""
    environ = {name: value for name, value in os.environ.items() if not name.upper().startswith("PIP_")}
    return {**variables(environ, lambda _: None), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels.resolve())}


def _with(
    started: list[str], lock: str, engine: str, folder: Path, environ: dict[str, str] | str, bundle: Path | None = None
) -> str | None:
    if isinstance(environ, str):
        return environ
    rest, _ = split(lock)
    into = ("install", "--no-compile", "--target", str(folder))
    done = pip(started, rest if engine == "absent" else lock, folder, environ, *into)
    lacking = f"No matching distribution found for {ENGINE}" in done.stdout + done.stderr
    if lacking and engine == "optional":
        done = pip(started, rest, folder, environ, *into)
    if not done.returncode:
        return None
    if lacking and engine == "required" and bundle is None:
        return (
            f"the embedded policy engine has no wheel for {here()}; it has some for {WHEELS}. "
            "Use an OPA program: 'engine: opa' with 'opa-binary' and 'opa-sha256' (docs/other-ci.md)."
        )
    print(done.stdout + done.stderr, file=sys.stderr)  # noqa: T201, TID251
    _, none, wanted = done.stderr.partition("No matching distribution found for ")
    if bundle is not None and none:
        this = f"Python {platform.python_version()} on {here()}"
        return (
            f"the bundle {bundle} has no wheel of {wanted.split()[0]} for {this}. "
            "Run 'make bundle' in the commit of tunegate that the workflow pins, for this system and Python."
        )
    return f"the locked requirements could not be installed: {first(done.stderr)} The log of this step says more."


def first(said: str) -> str:
    """The line of an output that says what is wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["pip says nothing."]
    found = next((line for line in lines if line.startswith("ERROR:")), lines[0])
    return found.removeprefix("ERROR:").strip()[:300]


def main() -> int:
    lock, engine, folder, *bundle = sys.argv[1:]
    target = Path(folder).resolve()
    text = Path(lock).read_text(encoding="utf-8")
    reason = install(text, engine, target, Path(bundle[0]) if bundle and bundle[0] else None)
    if reason is None:
        return 0
    print(reason if reason.startswith(sys.executable) else reason[:1].upper() + reason[1:])  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())
