"""What a file is, by its name: whether naming the gate in it can mean to run it, and whether it names what is run."""

from __future__ import annotations

from gate.values.regex import regex

_MAX_SOURCE = 32 * 1024
_PINS = regex(
    r"(?i)(^|/)([^/]*requirements[^/]*\.(txt|in)|[^/]*constraints[^/]*\.txt|requirements/[^/]+\.(txt|in)|[^/]*\.lock"
    r"|pipfile|environment\.ya?ml|[^/]*-lock\.(json|ya?ml)|\.tool-versions|\.npmrc|pip\.conf|setup\.cfg)$"
)
_INERT = regex(
    r"(?i)(\.(md|rst|adoc|qmd|txt|csv|tsv|jsonl|ndjson|parquet|png|jpe?g|gif|svg|pdf|lock|toml|cfg|ini|json|xml|html"
    r"|css|scss|cff|jinja2?|j2|ipynb|in|safetensors|bin|proto|sql)|(^|/)\.[^/.]+)$"
)
_CALLS = regex(
    r"(?i)(\.(sh|bash|zsh|fish|ps1|psm1|bat|cmd|mk|just|ya?ml|groovy|gradle|kts?|star|bazel|bzl|jsonnet|nix|cmake|targets)"
    r"|(^|/)(pom\.xml|build\.xml|cmakelists\.txt|meson\.build|dune|[^/.]+))$"
)
_SOURCE = regex(r"(?i)\.(py|[cm]?js|[cm]?ts|rb|go|pl|rs|lua|php|exs?)$")
_DOCUMENT = regex(
    r"(?i)(\.(md|rst|adoc|qmd|ipynb|css|png|jpe?g|gif|svg|pdf|html)|(^|/)(licen[cs]e|notice|copying)[^/]*)$"
)
_TASKS = regex(  # files of tasks and settings whose endings are those of data
    r"(?i)(^|/)(\.(drone|woodpecker|justfile|envrc|bazelrc|bazeliskrc|plzconfig|buckconfig)|(\.?mise[\w.-]*|config)\.toml"
    r"|(tox|hatch|mise|pixi|poetry|pants[\w.-]*|moon|makefile|cargo|bunfig|uv)\.(toml|ini)|pytest\.ini|pom\.xml|build\.xml"
    r"|cmakelists\.txt|(dagger|devbox|buildkite|turbo|nx|project|deno|composer|devcontainer|cloudbuild[^/]*)\.jsonc?"
    r"|directory\.build\.(props|targets))$"
)
_SETTINGS = regex(  # what they name is looked at, though they run nothing
    r"(?i)(\.(txt|in|ini|cfg|conf|env|properties|config)|(^|/)\.[\w.-]*(rc|config)(\.\w+)?|(^|/)\.env[\w.-]*"
    r"|(^|/)(pipfile|\.actrc|\.condarc))$"
)
_REQUIREMENTS = regex(r"(?i)(^|/)([^/]*(requirements|constraints)[^/]*|requirements/[^/]+)\.(txt|in)$")


def is_pin(path: str) -> bool:
    """Whether a file says which version is installed."""
    return _PINS.search(path) is not None


def is_requirements(path: str) -> bool:
    """Whether each line of a file is what ``pip install`` takes."""
    return _REQUIREMENTS.search(path) is not None


def can_run(path: str) -> bool:
    """Whether naming the gate in this file can mean to run it: not in a text, a lock file or a table of data."""
    return _TASKS.search(path) is not None or not (is_pin(path) or _INERT.search(path))


def is_script(path: str) -> bool:
    """Whether a file is written to be run, by its name."""
    return _CALLS.search(path) is not None


def is_code(path: str) -> bool:
    """Whether a file is run or read by what is run, by its name: neither data nor a document."""
    return is_script(path) or _SOURCE.search(path) is not None or is_followed(path)


def calls(path: str, length: int, *, direct: bool) -> bool:
    """Whether a file of that many characters is likely to call others.

    Source code counts where a job names it (``direct``), not what source code reads or imports in its turn.
    """
    if not can_run(path):
        return False
    is_tasks = is_script(path) or _TASKS.search(path) is not None
    return is_tasks or (direct and length < _MAX_SOURCE and _SOURCE.search(path) is not None)


def is_document(path: str) -> bool:
    """Whether a file is for people to read."""
    return _DOCUMENT.search(path) is not None


def is_followed(path: str) -> bool:
    """Whether what the file names is looked at, too."""
    return can_run(path) or _SETTINGS.search(path) is not None
