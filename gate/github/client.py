"""GitHub's REST API through ``requests``: the gate's one door to it.

Sources: GitHub, "Getting started with the REST API", "Rate limits for the REST API", "Best practices for using the REST
API", "Using pagination in the REST API".
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from gate import __version__
from gate.values.errors import UndecidedError
from gate.values.regex import regex
from gate.values.text import one_line

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

API_URL = "https://api.github.com"
VERSION = "2022-11-28"
TIMEOUT_SECONDS = 20.0  # of a connection, and of each wait for bytes
BUDGET_SECONDS = 120.0  # of everything that one client does, waits included
MAX_BYTES = 8 * 1024 * 1024  # of an answer, decompressed
MAX_PAGES = 30  # of a hundred rows each
MAX_TRIES = 4
MAX_REDIRECTS = 3
_REPOSITORY = regex(r"[A-Za-z0-9-]{1,100}(?<!-)/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")
_TOKEN = regex(r"[\x21-\x7e]{1,4096}")
_REMEDIES = {
    401: "Give a token that is in force; in GitHub Actions GITHUB_TOKEN: ${{ github.token }}.",
    403: "Grant the job the permission that it needs; a pull request from a fork or by Dependabot has none to write.",
    404: "Check the repository's name, and that the token may read it.",
}
_LATER = "Run the job again later."


class GithubError(UndecidedError):
    """GitHub did not do what was asked.

    ``status`` is that of the HTTP answer, None where there is none; ``limited`` says that a rate limit is why.
    """

    def __init__(self, message: str, status: int | None = None, remedy: str = "", *, limited: bool = False) -> None:
        super().__init__(message, remedy=remedy or _REMEDIES.get(status or 0, _LATER))
        self.status = status
        self.limited = limited


@dataclass(frozen=True, slots=True)
class Answer:
    """What GitHub answered; ``next`` is the address of the next page."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    next: str | None

    def json(self) -> Any:
        """Raises GithubError where the body is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise GithubError("GitHub's answer is no JSON", self.status) from None


class Client:
    """Asks one API with one token, which is in no message and goes to no other host.

    A request that fails for a while is repeated (GET and PATCH; POST only where GitHub did not take it), as the headers
    ``Retry-After`` and ``X-RateLimit-Reset`` say, within the time that the client has.
    """

    def __init__(
        self,
        token: str,
        url: str = API_URL,
        *,
        timeout: float = TIMEOUT_SECONDS,
        budget: float = BUDGET_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Raises GithubError where the token or the URL is none that can be used."""
        token = token.strip()  # a secret is often pasted with its line end
        if not _TOKEN.fullmatch(token):
            raise GithubError("the token has characters that no token has", 401)
        self._url, self._origin = _base(url)
        self._token = token
        self._timeout = timeout
        self._ends = time.monotonic() + budget
        self._sleep = sleep

    @classmethod
    def of(cls, environment: Mapping[str, str], **more: Any) -> Client:
        """The client of ``GITHUB_TOKEN`` and ``GITHUB_API_URL``. Raises GithubError where there is no token."""
        token = environment.get("GITHUB_TOKEN", "")
        if not token.strip():
            raise GithubError("there is no token", 401, "Set GITHUB_TOKEN; in GitHub Actions to ${{ github.token }}.")
        return cls(token, environment.get("GITHUB_API_URL") or API_URL, **more)

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON at a path. Raises GithubError, as everything here."""
        return self._ask("GET", self._url + path, query).json()

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._ask("POST", self._url + path, body=body).json()

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._ask("PATCH", self._url + path, body=body).json()

    def rows(self, path: str, key: str | None = None, **query: str | int) -> Iterator[Mapping[str, Any]]:
        """The objects of a list, of all its pages; ``key`` names the list in an answer that is an object.

        Raises GithubError where there are more than `MAX_PAGES`: what is not whole is not used.
        """
        url = self._url + path
        asked: Mapping[str, str | int] = {**query, "per_page": 100}
        for _ in range(MAX_PAGES):
            answer = self._ask("GET", url, asked)
            page = answer.json()
            found = page.get(key) if key and isinstance(page, dict) else page
            if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
                raise GithubError(f"GitHub's answer to GET {path} is not a list", answer.status)
            yield from found
            if answer.next is None:
                return
            url, asked = self._own(answer.url, answer.next), {}
        raise GithubError(f"GET {path} has more than {MAX_PAGES} pages", remedy="Ask for less.")

    def login(self) -> str:
        """Whose token it is: a user's login, or that of an App's bot, ``github-actions[bot]`` in GitHub Actions.

        By GraphQL, since the token of an App's installation may not ask ``GET /user``.
        """
        url = re.sub(r"/v3$", "", self._url) + "/graphql"
        answer = self._ask("POST", url, body={"query": "query { viewer { login } }"}, again=True).json()
        try:
            login = answer["data"]["viewer"]["login"]
        except (LookupError, TypeError):
            login = None
        if not isinstance(login, str) or not login:
            raise GithubError("GitHub does not say whose token it is")
        return login

    def _own(self, here: str, there: str) -> str:
        """The address that an answer from ``here`` leads to. Raises GithubError where it is another host's."""
        try:
            url = urljoin(here, there)
        except ValueError:
            url = ""
        if _origin(url) != self._origin:  # the token must not go there
            raise GithubError("GitHub's answer leads to another host, which is not followed")
        return url

    def _ask(
        self,
        method: str,
        url: str,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
        again: bool = False,
    ) -> Answer:
        what = f"{method} {urlsplit(url).path}"
        repeatable = again or method != "POST"
        for number in range(1, MAX_TRIES + 1):
            try:
                answer = self._once(method, url, query, body)
            except _Unanswered as error:
                if number == MAX_TRIES or not (repeatable or error.unsent):
                    raise GithubError(self._clean(f"{what} was not answered: {error}")) from None
                self._wait(2.0 ** (number - 1), what)
                continue
            if 200 <= answer.status < 300:
                return answer
            limited = _is_limited(answer)
            passing = limited or (repeatable and answer.status in (500, 502, 503, 504))
            if number == MAX_TRIES or not passing:
                said = self._clean(_said(answer.body))
                kind = ": the rate limit is reached" if limited else ""
                raise GithubError(
                    f"GitHub answered {what} with {answer.status}{kind}{': ' if said else ''}{said}",
                    answer.status,
                    _LATER if passing else "",
                    limited=limited,
                )
            self._wait(_pause(answer, number), what)
        raise AssertionError  # the last try has returned or raised

    def _once(
        self, method: str, url: str, query: Mapping[str, str | int] | None, body: Mapping[str, Any] | None
    ) -> Answer:
        """One exchange, with the redirects that stay on the host."""
        import requests

        for _ in range(MAX_REDIRECTS + 1):
            left = self._ends - time.monotonic()
            if left <= 0:
                raise GithubError(f"GitHub took longer than there is time for ({method})")
            try:
                with _session() as session:
                    answer = session.request(
                        method,
                        url,
                        params=query,
                        json=body,
                        headers={
                            "Accept": "application/vnd.github+json, application/json;q=0.9",
                            "X-GitHub-Api-Version": VERSION,
                            "User-Agent": f"tunegate/{__version__}",
                        },
                        auth=self._sign,  # a header alone would give way to an entry of a .netrc
                        timeout=min(self._timeout, left),
                        allow_redirects=False,
                        stream=True,
                    )
                    text = self._read(answer)
            except requests.exceptions.ConnectTimeout:
                raise _Unanswered("no connection in time", unsent=True) from None
            except requests.exceptions.Timeout:
                raise _Unanswered("no answer in time") from None
            except requests.exceptions.ConnectionError as error:
                unsent = "NewConnectionError" in repr(error)
                raise _Unanswered("no connection" if unsent else "the connection broke", unsent=unsent) from None
            except (requests.exceptions.RequestException, ValueError) as error:
                raise _Unanswered(type(error).__name__) from None
            if answer.status_code not in (301, 302, 307, 308) or "Location" not in answer.headers:
                following = answer.links.get("next", {}).get("url")
                return Answer(answer.status_code, answer.headers, text, answer.url, following)
            url, query = self._own(url, answer.headers["Location"]), None
        raise GithubError(f"GitHub redirects {method} without an end")

    def _sign(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def _read(self, answer: Response) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in answer.iter_content(65536):
            size += len(part)
            if size > MAX_BYTES:
                raise GithubError(f"GitHub's answer has more than {MAX_BYTES} bytes", answer.status_code)
            if time.monotonic() > self._ends:
                raise GithubError("GitHub took longer than there is time for", answer.status_code)
            parts.append(part)
        return b"".join(parts)

    def _wait(self, seconds: float, what: str) -> None:
        if time.monotonic() + seconds > self._ends:
            raise GithubError(f"GitHub asks to wait {seconds:.0f} s before {what}, and there is less time than that")
        self._sleep(seconds)

    def _clean(self, text: str) -> str:
        return one_line(text.replace(self._token, "[token]"), 300)


class _Unanswered(Exception):
    """There is no answer; ``unsent`` says that the request did not even leave."""

    def __init__(self, message: str, *, unsent: bool = False) -> None:
        super().__init__(message)
        self.unsent = unsent


def _session() -> Session:
    """A session that leaves redirects to us: requests would read the body of one, however long it is."""
    import requests

    class Direct(requests.Session):
        def get_redirect_target(self, resp: Response) -> None:
            return None

    return Direct()


def repository_path(repository: str) -> str:
    """``/repos/OWNER/NAME`` of ``OWNER/NAME``. Raises GithubError where that is no repository's name."""
    if not _REPOSITORY.fullmatch(repository):
        raise GithubError(f"{one_line(repository, 80)!r} is not OWNER/NAME", remedy="Set GITHUB_REPOSITORY.")
    return f"/repos/{repository}"


def _base(url: str) -> tuple[str, tuple[str, str, int]]:
    """The URL without a slash at its end, and its origin; plain HTTP is for this machine only. Raises GithubError."""
    try:
        parts, origin = urlsplit(url), _origin(url)
        local = parts.hostname in ("127.0.0.1", "::1", "localhost")
        safe = parts.scheme == "https" or (parts.scheme == "http" and local)
        if safe and parts.hostname and not (parts.username or parts.password or parts.query or parts.fragment):
            return url.rstrip("/"), origin
    except (ValueError, GithubError):
        pass
    raise GithubError("GITHUB_API_URL is not the address of an API", remedy=f"Write {API_URL}, or that of your server.")


def _origin(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        return parts.scheme, (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise GithubError("GitHub's answer leads to an address that is none") from None


def _is_limited(answer: Answer) -> bool:
    """Whether a rate limit is why; what has no permission has 403, too."""
    if answer.status not in (403, 429):
        return False
    headers = answer.headers
    spent = headers.get("X-RateLimit-Remaining") == "0"
    return answer.status == 429 or spent or "Retry-After" in headers or b"secondary rate limit" in answer.body


def _pause(answer: Answer, number: int) -> float:
    """Seconds until the next try: what the server says, else twice as long each time."""
    after = answer.headers.get("Retry-After", "")
    if after.isascii() and after.isdigit():
        return float(after[:9])
    reset = answer.headers.get("X-RateLimit-Reset", "")
    if answer.headers.get("X-RateLimit-Remaining") == "0" and reset.isascii() and reset.isdigit():
        return max(1.0, float(reset[:15]) - time.time() + 1)
    if answer.status in (403, 429):
        return 60.0  # "wait for at least one minute", GitHub says of its secondary limits
    return 2.0 ** (number - 1)


def _said(body: bytes) -> str:
    """The message of an error, of GitHub's form; nothing for another one."""
    try:
        value = json.loads(body)
        message = value.get("message")
    except (ValueError, RecursionError, AttributeError):
        return ""
    return message if isinstance(message, str) else ""
