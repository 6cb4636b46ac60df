"""HTTP to an OCI registry: its tokens, its next pages, and content checked against its digest.

Sources: OCI distribution specification 1.1; Docker Registry, "Token authentication specification".
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from gate.registry.door import Door, same_host, token_for
from gate.registry.port import RegistryError
from gate.upstream.door import Reply
from gate.values.canonical import digest_of
from gate.values.errors import UsageError
from gate.values.regex import regex

_URL = regex(r"oci://([A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9a-f:]+\](?::\d{1,5})?)(?:/([a-z0-9][a-z0-9._/-]*?))?/?")
_NEXT = regex(r'<([^<>]{1,2000})>\s*;\s*rel="?next"?')
_CHALLENGE = regex(r'(\w+)="([^"]*)"')
_NAMES = ("OCI_USERNAME", "OCI_PASSWORD")
_DENIED = "Set OCI_REGISTRY to this registry's address, and OCI_USERNAME and OCI_PASSWORD to who may write there."


def open_http(url: str, environment: Mapping[str, str]) -> Http:
    """Raises UsageError for what is no URL of an OCI registry. Plain HTTP is for this machine."""
    match = _URL.fullmatch(url)
    if match is None or ".." in url:
        raise UsageError(f"{url[:200]!r} is not an OCI registry", remedy="Write oci://HOST[:PORT][/PREFIX].")
    host = match[1].lower()
    is_here = urlsplit(f"//{host}").hostname in ("127.0.0.1", "localhost", "::1")
    base = f"{'http' if is_here else 'https'}://{host}"
    prefix = f"{match[2].rstrip('/')}/" if match[2] else ""
    given = token_for(base, environment, _NAMES, "OCI_REGISTRY")
    user = f"{given[_NAMES[0]]}:{given.get(_NAMES[1], '')}" if _NAMES[0] in given else ""
    where = f"oci://{host}{'/' + prefix.rstrip('/') if prefix else ''}"
    return Http(Door(base, where, _DENIED), prefix, f"Basic {base64.b64encode(user.encode()).decode()}" if user else "")


class Http:
    """Requests to one registry; ``prefix`` is empty or ends with '/'."""

    def __init__(self, door: Door, prefix: str, basic: str) -> None:
        self._door = door
        self._basic = basic
        self._current = ""
        self.prefix = prefix
        self.where = door.where

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        *,
        ok: tuple[int, ...] = (200,),
    ) -> Reply:
        """The answer, after a token was asked for where the registry wants one. Raises RegistryError."""
        reply = self._door.send(method, path, self._signed(headers), body, ok=(*ok, 401))
        if reply.status == 401:
            self._current = self._token(reply)
            reply = self._door.send(method, path, self._signed(headers), body, ok=ok)
        return reply

    def next_page(self, reply: Reply) -> str:
        """The path of the next page; empty for none."""
        match = _NEXT.search(reply.headers.get("Link", "")[:4000])
        if match is None:
            return ""
        parts = urlsplit(match[1])
        if parts.netloc and not same_host(match[1], self._door.base):
            raise RegistryError("the registry's next page is on another host", self.where, "Check its URL.")
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def checked(self, data: bytes, digest: str) -> bytes:
        """The same bytes. Raises RegistryError where they have another digest."""
        if digest_of(data) != digest:
            raise RegistryError(
                f"the registry gives other bytes than those of {digest[:19]}...", self.where, "Ask who runs it."
            )
        return data

    def _signed(self, headers: Mapping[str, str] | None) -> dict[str, str]:
        return {**(headers or {}), **({"Authorization": self._current} if self._current else {})}

    def _token(self, reply: Reply) -> str:
        """The value of ``Authorization``. A registry's realm has to be its own host."""
        challenge = reply.headers.get("WWW-Authenticate", "")[:4000]
        if challenge.lower().startswith("basic") and self._basic:
            return self._basic
        said = dict(_CHALLENGE.findall(challenge))
        realm = said.get("realm", "")
        if not challenge.lower().startswith("bearer") or not same_host(realm, self._door.base):
            raise self._door.refused(reply, "a token")
        query = urlencode({name: said[name] for name in ("service", "scope") if name in said})
        parts = urlsplit(realm)
        headers = {"Authorization": self._basic} if self._basic else {}
        value = self._door.json(self._door.send("GET", f"{parts.path}?{query}", headers))
        token = value.get("token") or value.get("access_token") if isinstance(value, dict) else None
        if not isinstance(token, str) or not token.isprintable():
            raise RegistryError("the registry gives no token", self.where, _DENIED)
        return f"Bearer {token}"
