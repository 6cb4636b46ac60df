"""Where the repository is at home: what a report needs to name a file or to lead to a line of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate.values.digests import is_object_id
from gate.values.regex import regex

_ADDRESS = regex(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~/%?=&#-]*)?")
_URL = regex(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~-]+)+")


@dataclass(frozen=True, slots=True)
class Origin:
    """``config`` is the path of the configuration from the root of the repository; ``url`` is the repository's page
    and ``forge`` whose page it is (``github``, ``gitlab``), both None where nothing says so; ``report`` is where the
    page that a committee reads is kept, None where it is not said."""

    config: str = "tunegate.yaml"
    url: str | None = None
    forge: str | None = None
    report: str | None = None

    def link(self, commit: str | None, path: str, line: int | None = None, end_line: int | None = None) -> str | None:
        """The page of a file at a commit, at its 1-based lines; None where page or commit are not known."""
        if self.url is None or commit is None or not is_object_id(commit):
            return None
        gitlab = self.forge == "gitlab"
        page = f"{self.url}{'/-' if gitlab else ''}/blob/{commit}/{uri(path)}"
        if line is None:
            return page
        last = "" if end_line in (None, line) else f"-{'' if gitlab else 'L'}{end_line}"
        return f"{page}#L{line}{last}"


def origin(config: str, environment: Mapping[str, str]) -> Origin:
    """The origin as GitHub Actions or GitLab CI name it in their variables.

    Sources: GitHub, "Default environment variables" (``GITHUB_SERVER_URL``, ``GITHUB_REPOSITORY``); GitLab,
    "Predefined CI/CD variables" (``CI_PROJECT_URL``). What is no plain web address is left out.
    """
    server, name = environment.get("GITHUB_SERVER_URL", ""), environment.get("GITHUB_REPOSITORY", "")
    for forge, url in (("github", f"{server}/{name}"), ("gitlab", environment.get("CI_PROJECT_URL", ""))):
        if _URL.fullmatch(url):
            return Origin(config, url, forge)
    return Origin(config)


def is_address(text: str) -> bool:
    """Whether a text is a plain web address, which no Markdown around it can end."""
    return len(text) <= 1000 and _ADDRESS.fullmatch(text) is not None


def uri(path: str) -> str:
    """A path as a relative URI reference (RFC 3986): every byte but letters, digits, ``/-._~`` percent-encoded."""
    from urllib.parse import quote

    return quote(path.encode("utf-8", "surrogateescape"), safe="/")
