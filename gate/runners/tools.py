"""Which files a command reads without naming them: ``make gate`` reads a Makefile, ``uv sync`` a lock file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gate.values.regex import regex

DEPENDENCIES = "#dependencies"  # in the place of a task's name: what the file says is to be installed


@dataclass(frozen=True, slots=True)
class Tool:
    """``words``: programs, one of which is in every text that calls it. ``command`` is matched from the program on.

    Of ``tasks`` only those that are called count, by their names; of ``manifests`` only the dependencies.
    """

    words: str
    command: str
    tasks: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    manifests: tuple[str, ...] = ()


# Sources: the manual of each program, on where it looks for its file.
TOOLS = (
    Tool("make gmake", r"g?make", tasks=("GNUmakefile", "makefile")),
    Tool("just", r"just", tasks=("justfile", ".justfile")),
    Tool("task go-task", r"(?:go-)?task", tasks=("Taskfile.yml", "Taskfile.yaml", "Taskfile.dist.yml")),
    Tool(
        "npm pnpm yarn bun",
        r"(?:npm|pnpm|yarn|bun)(?:\s+run(?:-script)?)?",
        tasks=("package.json",),
        pins=(".npmrc", ".yarnrc.yml", ".yarnrc", "bunfig.toml", ".pnpmfile.cjs"),  # each can name what runs a script
    ),
    Tool(
        "npm pnpm yarn bun npx pnpx bunx",
        r"(?:npm|pnpm|yarn|bun)\s+(?:ci|i|install)|npx|pnpx|bunx",
        pins=("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", ".npmrc"),
        manifests=("package.json",),
    ),
    Tool("tox", r"tox", files=("tox.ini", "tox.toml")),
    Tool("nox", r"nox", files=("noxfile.py",)),
    Tool("inv invoke", r"inv(?:oke)?", files=("tasks.py",)),
    Tool("rake", r"rake", files=("Rakefile",)),
    Tool(
        "poe pdm hatch uv poetry pixi",
        r"(?:poe|pdm\s+run|hatch\s+run|uv\s+run|poetry\s+run|pixi\s+run)(?:\s+poe)?",
        tasks=("pyproject.toml",),
    ),
    Tool("hatch", r"hatch", files=("hatch.toml",)),
    Tool(
        "pip pip3 uv",
        r"(?:pip3?|uv\s+pip)\s+install\s+(?:\S+\s+){0,30}?(?:-e|--editable|\.)",
        files=("setup.py",),
        manifests=("pyproject.toml", "setup.cfg"),
    ),
    Tool(
        "uv uvx", r"uvx|uv\s+(?:sync|run|export|tool|pip)", pins=("uv.lock", "uv.toml"), manifests=("pyproject.toml",)
    ),
    Tool(
        "poetry", r"poetry\s+(?:install|run|sync)", pins=("poetry.lock", "poetry.toml"), manifests=("pyproject.toml",)
    ),
    Tool("pdm", r"pdm\s+(?:install|run|sync)", pins=("pdm.lock",), manifests=("pyproject.toml",)),
    Tool("pipenv", r"pipenv", pins=("Pipfile", "Pipfile.lock")),
    Tool(
        "conda mamba micromamba",
        r"(?:conda|mamba|micromamba)\s+\w*\s*(?:create|update)",
        pins=("environment.yml", "environment.yaml"),
    ),
    Tool("pixi", r"pixi", pins=("pixi.toml", "pixi.lock")),
    Tool("nix devbox", r"nix|devbox", pins=("flake.nix", "flake.lock", "devbox.json", "devbox.lock")),
    Tool(
        "mise mise-action asdf asdf-vm",
        r"mise|jdx/mise-action|asdf(?:-vm/actions\S*)?",
        pins=("mise.toml", ".mise.toml", "mise.local.toml", ".mise.local.toml", ".tool-versions"),
    ),
    Tool("pre-commit prek", r"pre-commit(?:/action\S*)?|prek", files=(".pre-commit-config.yaml",)),
    Tool("lefthook", r"lefthook", files=("lefthook.yml", ".lefthook.yml")),
    Tool("earthly", r"earthly", files=("Earthfile",)),
    Tool("dagger", r"dagger", files=("dagger.json",)),
    Tool(
        "docker podman build-push-action",
        r"docker\s+(?:buildx\s+)?build|podman\s+build|docker/build-push-action\S*",
        files=("Dockerfile",),
    ),
    Tool(
        "docker docker-compose",
        r"docker[\s-]compose",
        files=tuple(
            f"{name}{override}.{end}"
            for name in ("compose", "docker-compose")
            for override in ("", ".override")
            for end in ("yaml", "yml")
        ),
    ),
)
_START = r"(?<![\w./-])"
_REST = r"(?![\w./-])(?P<rest>[^\n;|&)`]*)"
_TOOLS = tuple(regex(rf"(?i){_START}(?:{tool.command}){_REST}") for tool in TOOLS)
_CONTINUED = regex(r"\\\r?\n|`\r?\n")
_WORDS = regex(r"[a-z][a-z0-9-]+")
_FIRST = tuple(frozenset(tool.words.split()) for tool in TOOLS)
_MAX_SOURCE = 32 * 1024
_PINS = regex(
    r"(?i)(^|/)([^/]*requirements[^/]*\.(txt|in)|[^/]*constraints[^/]*\.txt|requirements/[^/]+\.(txt|in)|[^/]*\.lock"
    r"|pipfile|environment\.ya?ml|[^/]*-lock\.(json|ya?ml)|\.tool-versions|\.?mise\.toml|\.npmrc|pip\.conf|setup\.cfg)$"
)
_INERT = regex(
    r"(?i)(\.(md|rst|adoc|qmd|txt|csv|tsv|jsonl|ndjson|parquet|png|jpe?g|gif|svg|pdf|lock|toml|cfg|ini|json|xml|html"
    r"|css|scss|cff|jinja2?|j2|ipynb|in|safetensors|bin|proto|sql)|(^|/)\.[^/.]+)$"
)
_CALLS = regex(r"(?i)(\.(sh|bash|zsh|fish|ps1|psm1|bat|cmd|mk|ya?ml|groovy|gradle|kts?|star|jsonnet|nix)|(^|/)[^/.]+)$")
_SOURCE = regex(r"(?i)\.(py|[cm]?js|[cm]?ts|rb|go|pl)$")
_DOCUMENT = regex(r"(?i)\.(md|rst|adoc|qmd|ipynb|css|png|jpe?g|gif|svg|pdf|html)$")
_NOT_SO = regex(
    r"(?i)(^|/)(\.(drone|woodpecker|justfile|envrc)|tox\.(toml|ini)|dagger\.json|devbox\.json|cloudbuild[^/]*\.json|buildkite\.json)$"
)


def commands(text: str) -> Iterator[tuple[Tool, list[str]]]:
    """Each tool that a text calls, with the words after it that are no options."""
    text = _CONTINUED.sub(" ", text)
    there = frozenset(_WORDS.findall(text.lower()))
    for tool, pattern, first in zip(TOOLS, _TOOLS, _FIRST, strict=True):
        if first.isdisjoint(there):
            continue
        for match in pattern.finditer(text):
            words = [word.strip("{}[],'\"") for word in match["rest"].split()]  # of YAML in one line
            yield tool, [word for word in words if word and not word.startswith("-") and "=" not in word]


def is_pin(path: str) -> bool:
    """Whether a file says which version is installed."""
    return _PINS.search(path) is not None


def can_run(path: str) -> bool:
    """Whether naming the gate in this file can mean to run it: not in a text, a lock file or a table of data."""
    return not (is_pin(path) or (_INERT.search(path) and not _NOT_SO.search(path)))


def is_script(path: str) -> bool:
    """Whether a file is written to be run, by its name."""
    return _CALLS.search(path) is not None


def calls(path: str, length: int, *, direct: bool) -> bool:
    """Whether a file of that many characters is likely to call others.

    Source code counts where a job names it (``direct``), not what source code reads or imports in its turn.
    """
    if not can_run(path):
        return False
    return is_script(path) or (direct and length < _MAX_SOURCE and _SOURCE.search(path) is not None)


def is_document(path: str) -> bool:
    """Whether a file is for people to read."""
    return _DOCUMENT.search(path) is not None


def is_followed(path: str) -> bool:
    """Whether what the file names is looked at, too."""
    return can_run(path) or re.search(r"(?i)\.(txt|in)$", path) is not None
