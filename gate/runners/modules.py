"""What Python looks for on its search path without being told: modules that a repository's file can stand in for.

The folder of a script, and the work folder of ``-m`` and ``-c``, come before the standard library and what is installed
(Python, sys.path, ``sys.flags.safe_path``); so does ``PYTHONPATH``. Which folders these are depends on where a job
is at that moment: each folder that its text names counts, with the few names that programs of the gate's job import.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterator

from gate.runners.files import Files
from gate.values.regex import regex

# what a program of a job imports beside the standard library: hooks of `site`, the gate with what it needs, installers
# and test runners with what they need
_GATE = "tunegate gate"
_SITE = "sitecustomize usercustomize _virtualenv _distutils_hack apport_python_hook coverage"
_NEEDED = (
    "click yaml _yaml jsonschema jsonschema_specifications referencing rpds attr attrs requests urllib3 idna certifi"
    " charset_normalizer chardet simplejson git gitdb smmap opa_client aiohttp aiofiles aiosignal aiohappyeyeballs"
    " frozenlist multidict propcache yarl lark hcl2 regex regorus gordon_to_regorus typing_extensions brotli"
    " brotlicffi zstandard socks OpenSSL cryptography h2 rfc3339_validator rfc3987 rfc3987_syntax fqdn webcolors"
    " isoduration uri_template jsonpointer importlib_resources importlib_metadata zipp cython_runtime sqlite_utils"
)
_INSTALLERS = (
    "pip setuptools wheel pkg_resources packaging virtualenv pipx uv build hatchling hatch flit_core poetry pdm pipenv"
    " poethepoet pep517 pyproject_hooks truststore cachecontrol keyring platformdirs filelock distlib userpath"
    " argcomplete pathspec pluggy trove_classifiers tomli tomllib toml tomlkit editables setuptools_scm cython colorama"
    " rich backports installer resolvelib shellingham dulwich msgpack rapidfuzz crashtest cleo"
)
_RUNNERS = (
    "pytest _pytest py iniconfig exceptiongroup pygments tox nox invoke fabric doit pre_commit identify nodeenv"
    " cfgv colorlog dotenv xdist execnet pytest_cov anyio hypothesis ipykernel IPython"
)
# modules that some version from 3.8 to 3.14 has, and the one at hand may not
_OTHER_VERSIONS = (
    "_bootlocale _crypt _dummy_thread _sha256 _sha512 _sha1 _sha2 _md5 asynchat asyncore audioop binhex cgi cgitb chunk"
    " crypt distutils dummy_threading formatter imghdr imp lib2to3 macpath mailcap msilib nis nntplib ossaudiodev"
    " parser pipes smtpd sndhdr spwd sunau symbol telnetlib uu xdrlib compression annotationlib string zstd _zstd"
    " _hmac _types _interpreters _interpqueues _interpchannels _sysconfig _suggestions _pyrepl _colorize"
    " _opcode_metadata pathlib _android_support _apple_support _ios_support _remote_debugging concurrent"
)
BY_ITSELF = frozenset(
    name.casefold()
    for name in (
        *sys.stdlib_module_names,
        *f"{_GATE} {_SITE} {_NEEDED} {_INSTALLERS} {_RUNNERS} {_OTHER_VERSIONS}".split(),
    )
)
_MODULE_FILE = regex(r"([^.]+)(?:\.[^/]*)?\.(?:py|pyc|so|pyd|pth)")
_INSTALLED = regex(r".*\.(?:dist|egg)-info|.*\.egg-link|.*\.pth|__editable__.*|pyvenv\.cfg|.*\._pth")
_INIT = ("__init__.py", "__init__.pyc")
_MODULE = regex(
    r"\bpython[\d.]*(?:\.exe)?\s+(?:-[XW]\s*\S+\s+|-\w+\s+)*-\w*?m\s*([\w.]+)|^[ \t]*import[ \t]+([\w.]+)"
    r"|^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+([\w, ]+)",
    re.MULTILINE,
)
_BACKEND = regex(r"build-backend[\"']?\s*[:=]\s*[\"']?([\w.]+)")
_INLINE = regex(r"\s-\w*c[ \t]+[\"']?([^\n]{0,2000})")
_PLUGIN = regex(r"(?:\s-p[ \t=]{0,3}|(?i:pytest_plugins)[\"'\s:=\[(]{1,8})([A-Za-z_][\w.]*)")
_DOTTED = regex(r"(?<![\w./@-])([A-Za-z_]\w*(?:\.[A-Za-z_]\w*){1,8})(?![\w/-])")  # package.module:function
_LOADERS = frozenset({"import_module", "__import__", "run_module", "find_spec"})
_IMPORT = regex(r"\bfrom[ \t]+([\w.]+)[ \t]+import[ \t]+([\w, ]+)|\bimport[ \t]+([\w., \t]+)|import_module\(.?([\w.]+)")


def stand_ins(files: Files, folder: str) -> Iterator[tuple[str, bool]]:
    """(path, whether it is a folder) of what in a folder stands in for a module that Python imports by itself."""
    for name in files.names_in(folder):
        known = name.partition(".")[0] in BY_ITSELF
        if not known and not _INSTALLED.fullmatch(name):
            continue
        for path, is_folder in files.named(folder, name):
            if not is_folder:
                if (
                    _INSTALLED.fullmatch(name)
                    or _MODULE_FILE.fullmatch(name)
                    or ("." not in name and files.targets(path))
                ):
                    yield path, False
            elif _INSTALLED.fullmatch(name) or is_package(files, path):
                yield path, True
    yield from _compiled(files, folder)


def _compiled(files: Files, folder: str) -> Iterator[tuple[str, bool]]:
    """Compiled code that is read in place of its source, whatever module it is: nobody commits it for another end."""
    for path, is_folder in files.named(folder, "__pycache__"):
        if is_folder:
            yield path, True


def is_package(files: Files, folder: str) -> bool:
    """Whether a folder is a package of Python, and so hardly a folder that modules are looked for in."""
    return any(name in _INIT or name.startswith("__init__.") for name in files.names_in(folder))


def modules(text: str, *, imports: bool, runs: bool = True) -> Iterator[str]:
    """The paths, without an ending, of Python modules that a command runs, or (``imports``) a script imports.

    Without ``runs`` the text is of what is to be installed, and names programs that nobody has called yet.
    """
    known = _imported(text) if imports else None
    for name in known or ():
        parts = name.split(".")
        yield from ("/".join(parts[: n + 1]) for n in range(len(parts)))  # a package is run before what is in it
    for match in _MODULE.finditer(text):
        if match[1] or (known is None and imports):
            yield from _ways(match[1] or match[2] or match[3], match[4])
    plugins = _PLUGIN.findall(text) + (_DOTTED.findall(text) if known is None and runs else [])
    for name in dict.fromkeys([*_BACKEND.findall(text), *plugins]):
        yield from _ways(name, "")
    for code in _INLINE.findall(text):
        for source, names, several, one in _IMPORT.findall(code):
            if source:
                yield from _ways(source, names)
            for name in re.split(r"[,\s]+", several or one):
                yield from _ways(name, "")


def _ways(name: str, inside: str | None) -> Iterator[str]:
    way = name.strip(".").replace(".", "/")
    if way:
        yield way
    for each in re.split(r"[,\s]+", inside or ""):
        if each:
            yield f"{way}/{each}".strip("/")


def _imported(text: str) -> list[str] | None:
    """The dotted names that a Python text imports, anywhere in it; None where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about its escapes
            nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [".".join(filter(None, (node.module, name.name))) for name in node.names]
        elif isinstance(node, ast.Call) and _called(node.func) in _LOADERS:
            found += [
                arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
    return found


def _called(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
