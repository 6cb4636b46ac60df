"""HTTP to registries, with limits of time and size, and never to another host than the one asked for.

References are looked up by GET alone; `gate.registry` writes too, by `Door.send`, which follows no redirect.

Plain ``http`` is for this machine; elsewhere a registry is asked by ``https``. Addresses that only this network has
(loopback, link-local, private ones) are asked only where the user's own environment names them: what a repository says
must not make a runner ask its cloud for credentials.
"""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from gate import __version__
from gate.values.errors import UndecidedError
from gate.values.text import one_line

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

TIMEOUT_SECONDS = 20.0  # of a connection, and of each wait for bytes
BUDGET_SECONDS = 120.0  # of everything that one door does
MAX_BYTES = 8 * 1024 * 1024  # of an answer, decompressed
MAX_REDIRECTS = 3
_LATER = "Run the job again later, or pin the reference."
_REMEDIES = {
    401: "Give a token that may read it: docs/upstream.md lists the variables.",
    403: "Give a token that may read it: docs/upstream.md lists the variables.",
    404: "Check the name; a private one needs a token.",
}


class UpstreamError(UndecidedError):
    """A registry did not say what a reference stands for."""

    def __init__(self, message: str, status: int | None = None, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy or _REMEDIES.get(status or 0, _LATER))
        self.status = status


class Reply:
    """What a registry answered."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def json(self) -> Any:
        """Raises UpstreamError where the body is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise UpstreamError("the answer is no JSON", self.status) from None


class Door:
    """Asks registries. ``own`` are the addresses that the user's environment names."""

    def __init__(
        self, own: tuple[str, ...] = (), *, timeout: float = TIMEOUT_SECONDS, budget: float = BUDGET_SECONDS
    ) -> None:
        self._own = frozenset(_origin(url) for url in own if url)
        self._timeout = timeout
        self._ends = time.monotonic() + budget

    def get(self, url: str, headers: Mapping[str, str] | None = None, *, ok: tuple[int, ...] = (200,)) -> Reply:
        """The answer to a GET. ``headers`` may hold a token, which goes to no other host and into no message.

        Raises UpstreamError for any status but those of ``ok``, and whatever goes wrong.
        """
        start = _origin(url)
        for _ in range(MAX_REDIRECTS + 1):
            answer, body = self._once("GET", url, headers or {})
            target = answer.headers.get("Location") if answer.status_code in (301, 302, 303, 307, 308) else None
            if target is None:
                if answer.status_code not in ok:
                    raise UpstreamError(f"{_shown(url)} answers {answer.status_code}", answer.status_code)
                return Reply(answer.status_code, answer.headers, body)
            url = urljoin(url, target)
            if _origin(url) != start:
                raise UpstreamError(f"{_shown(start)} leads to another host, which is not followed")
        raise UpstreamError(f"{_shown(start)} redirects without an end")

    def send(self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Reply:
        """The answer to a request of any method, whatever its status; a redirect is an answer. Raises UpstreamError."""
        answer, said = self._once(method, url, headers or {}, body)
        return Reply(answer.status_code, answer.headers, said)

    def _refuse(self, url: str) -> None:
        """Raises UpstreamError for an address that a reference must not name."""
        parts = urlsplit(url)
        if _origin(url) in self._own and parts.scheme in ("http", "https"):
            return
        host = parts.hostname or ""
        try:
            address: ipaddress.IPv4Address | ipaddress.IPv6Address | None = ipaddress.ip_address(host)
        except ValueError:
            address = None
        is_local = address is not None or "." not in host or host.endswith((".local", ".internal", ".localhost"))
        if parts.scheme != "https" or is_local or parts.username is not None:
            raise UpstreamError(
                f"{_shown(url)} is not asked: a reference may name a public host, by https",
                remedy="Name the registry in the job's environment, as docs/upstream.md says.",
            )

    def _once(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> tuple[Response, bytes]:
        import requests

        self._refuse(url)
        left = self._ends - time.monotonic()
        if left <= 0:
            raise UpstreamError("the registries took longer than there is time for")

        def sign(request: PreparedRequest) -> PreparedRequest:
            request.headers.update(headers)
            return request

        try:
            with _session() as session:
                answer = session.request(
                    method,
                    url,
                    data=body,
                    headers={"User-Agent": f"tunegate/{__version__}"},
                    auth=sign,  # a header alone would give way to an entry of a .netrc
                    timeout=min(self._timeout, left),
                    allow_redirects=False,
                    stream=True,
                )
                return answer, self._read(answer, url)
        except requests.exceptions.Timeout:
            raise UpstreamError(f"{_shown(url)} does not answer in time") from None
        except requests.exceptions.ConnectionError:
            raise UpstreamError(f"there is no connection to {_shown(url)}") from None
        except (requests.exceptions.RequestException, ValueError) as error:
            raise UpstreamError(f"{_shown(url)}: {type(error).__name__}") from None

    def _read(self, answer: Response, url: str) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in answer.iter_content(65536):
            size += len(part)
            if size > MAX_BYTES:
                raise UpstreamError(f"the answer of {_shown(url)} has more than {MAX_BYTES} bytes")
            if time.monotonic() > self._ends:
                raise UpstreamError("the registries took longer than there is time for")
            parts.append(part)
        return b"".join(parts)


def _session() -> Session:
    """A session that leaves redirects to us: requests would read the body of one, however long it is."""
    import requests

    class Direct(requests.Session):
        def get_redirect_target(self, resp: Response) -> None:
            return None

    return Direct()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{(parts.netloc or '').lower()}"


def _shown(url: str) -> str:
    parts = urlsplit(url)
    return one_line(f"{parts.hostname}{parts.path}", 150)
