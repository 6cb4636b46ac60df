"""Install the locked requirements into the environment whose Python runs this.

``install.py LOCK required|optional|absent``: the second argument is about the embedded policy engine, the one
requirement that has no wheel for some systems. Exits with 0, or writes why not to standard output, in one line; what
pip says goes to standard error.

pip takes options for every command from variables and from files: those of the machine, of the user, of the
environment, and the one that PIP_CONFIG_FILE names (pip, "Configuration"). One of them can send the packages elsewhere
(``user``, ``target``, ``prefix``), ask for other versions (``constraint``) or start another Python (``python``). So of
all of them only `KEPT` counts, which says where packages come from and how to get there: a mirror is fine, because the
hashes of the lock decide what is installed. pip reads no file at all where PIP_CONFIG_FILE is ``os.devnull``.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Mapping
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


def pip(requirements: str, environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-compile", "--no-input", "--quiet"]
    with tempfile.TemporaryDirectory(prefix="tunegate-") as folder:
        path = Path(folder) / "requirements.txt"
        path.write_text(requirements, encoding="utf-8")
        command = [
            sys.executable,
            "-I",
            "-m",
            "pip",
            "install",
            *options,
            "--disable-pip-version-check",
            "-r",
            str(path),
        ]
        return subprocess.run(  # noqa: S603
            command, env=environ, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
        )


def here() -> str:
    """This system, as the message names it."""
    if platform.system() != "Linux":
        return sysconfig.get_platform()
    name, version = platform.libc_ver()
    return f"{sysconfig.get_platform()} with {f'{name} {version}' if name else 'a C library that is not glibc'}"


def install(lock: str, engine: str) -> str | None:
    """None, or why the requirements are not installed."""
    try:
        configured = pip_files()
    except (ImportError, AttributeError, TypeError) as error:  # a pip that has moved it
        print(f"pip's files are left out: {error}", file=sys.stderr)  # noqa: T201, TID251
        configured = dict[str, str]().get
    except Exception as error:
        return f"pip's settings cannot be read: {first(str(error))}"
    environ = variables(os.environ, configured)
    rest, alone = split(lock)
    done = pip(rest, environ)
    if not done.returncode and engine != "absent":
        done = pip(alone, environ)
        if f"No matching distribution found for {ENGINE}" in done.stdout + done.stderr:
            if engine == "optional":
                return None
            return (
                f"the embedded policy engine has no wheel for {here()}; it has some for {WHEELS}. "
                "Use an OPA program: 'engine: opa' with 'opa-binary' and 'opa-sha256' (docs/other-ci.md)."
            )
    if not done.returncode:
        return None
    print(done.stdout + done.stderr, file=sys.stderr)  # noqa: T201, TID251
    return f"the locked requirements could not be installed: {first(done.stderr)} The log of this step says more."


def first(said: str) -> str:
    """The line of an output that says what is wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["pip says nothing."]
    found = next((line for line in lines if line.startswith("ERROR:")), lines[0])
    return found.removeprefix("ERROR:").strip()[:300]


def main() -> int:
    reason = install(Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[2])
    if reason is None:
        return 0
    print(reason[:1].upper() + reason[1:])  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())
