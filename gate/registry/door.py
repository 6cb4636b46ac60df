"""HTTP to one registry: what `gate.upstream.door` holds, and one error for whatever goes wrong (`RegistryError`).

Requests go to the host of the registry's URL and to no other: a redirect is followed only there, by GET, three times.
A token comes from the environment alone, and is sent only where the variable beside it names that very host
(`token_for`): a URL from a configuration or a command line cannot draw it to a server of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from gate.registry.port import RegistryError
from gate.upstream.door import BUDGET_SECONDS, MAX_REDIRECTS, TIMEOUT_SECONDS, Reply, UpstreamError
from gate.upstream.door import Door as Upstream
from gate.values.errors import UsageError
from gate.values.text import one_line

LATER = "Run the command again later: a repeat writes only what is missing."
_REDIRECTS = (301, 302, 303, 307, 308)
_LOCAL = ("127.0.0.1", "localhost", "::1")


class Door:
    """Asks one registry at ``base`` (``scheme://host[:port][/path]``). ``where`` is what errors name it by, and
    ``denied`` what to do where it refuses (401, 403)."""

    def __init__(
        self,
        base: str,
        where: str,
        denied: str,
        *,
        timeout: float = TIMEOUT_SECONDS,
        budget: float = BUDGET_SECONDS,
    ) -> None:
        self.base = base.rstrip("/")
        self.where = where
        self._denied = denied
        self._upstream = Upstream((self.base,), timeout=timeout, budget=budget)

    def send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        *,
        ok: tuple[int, ...] = (200,),
    ) -> Reply:
        """The answer to a request. ``path`` starts with '/', or is a URL of the same host. Raises RegistryError for a
        status that is not in ``ok``."""
        url = self._url(path)
        for _ in range(MAX_REDIRECTS + 1):
            try:
                reply = self._upstream.send(method, url, headers, body)
            except UpstreamError as error:
                raise RegistryError(error.problems[0].message, self.where, LATER) from None
            if reply.status in ok:
                return reply
            if reply.status not in _REDIRECTS or method != "GET":
                raise self.refused(reply, f"{method} {urlsplit(url).path}")
            url = self._url(urljoin(url, reply.headers.get("Location", "")))
        raise RegistryError("the registry redirects without an end", self.where, "Check its URL.")

    def json(self, reply: Reply) -> Any:
        """Raises RegistryError where the body is no JSON."""
        try:
            return json.loads(reply.body)
        except (ValueError, RecursionError):
            raise RegistryError("the registry's answer is not JSON", self.where, "Check its URL.") from None

    def refused(self, reply: Reply, what: str) -> RegistryError:
        """The error for an answer that is none of those that are expected."""
        if reply.status in (401, 403):
            return RegistryError(f"{what}: the registry refuses ({reply.status})", self.where, self._denied)
        if reply.status in _REDIRECTS:
            return RegistryError(
                f"{what}: the registry leads elsewhere, which is not followed", self.where, "Give the URL it leads to."
            )
        said = _reason(reply.body)
        remedy = LATER if reply.status >= 500 or reply.status == 429 else "Check the registry's URL and the name."
        return RegistryError(f"{what}: the registry answers {reply.status}{said}", self.where, remedy)

    def _url(self, path: str) -> str:
        url = self.base + path if path.startswith("/") else path
        if urlsplit(url)[:2] != urlsplit(self.base)[:2]:
            raise RegistryError(
                "the registry leads to another host, which is not followed", self.where, "Give the URL it leads to."
            )
        return url


def _reason(body: bytes) -> str:
    """What a registry says went wrong, as one line of the log: ``: MESSAGE``, or nothing."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    rows = value.get("errors") if isinstance(value, dict) else None
    first = rows[0] if isinstance(rows, list) and rows else value
    said = first.get("message") if isinstance(first, dict) else None
    return f": {one_line(said, 200)}" if isinstance(said, str) and said else ""


def base_of(url: str, start: str) -> str:
    """``http(s)://host[:port][/path]`` of a URL that starts with ``start``, such as ``mlflow+``.

    Raises UsageError for credentials or a query in it, and for plain HTTP to another machine, where a token and an
    answer would be anyone's on the way.
    """
    inner = url.removeprefix(start)
    parts = urlsplit(inner)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(f"{one_line(inner)!r} is not an address", remedy=f"Write {start}https://HOST[:PORT].")
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "the registry's URL holds credentials", remedy="Take them out, and set the variables of docs/registry.md."
        )
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise UsageError(
            f"{parts.hostname} is another machine, and http:// is read and changed by anyone on the way",
            remedy=f"Write {start}https://...",
        )
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def same_host(one: str, other: str) -> bool:
    """Whether two addresses have the same scheme, host and port."""
    first, second = urlsplit(one), urlsplit(other)
    try:
        return (first.scheme, first.hostname, _port(first.scheme, first.port)) == (
            second.scheme,
            second.hostname,
            _port(second.scheme, second.port),
        )
    except ValueError:  # the port is not a number
        return False


def _port(scheme: str, port: int | None) -> int:
    return port or (443 if scheme == "https" else 80)


def token_for(base: str, environment: Mapping[str, str], names: tuple[str, ...], host: str) -> dict[str, str]:
    """The variables ``names`` that are set, where the variable ``host`` names the host of ``base``; else none."""
    if not same_host(environment.get(host, ""), base):
        return {}
    return {name: environment[name].strip() for name in names if environment.get(name, "").strip()}
