"""A real OPA server, asked through ``opa-python-client``. Its policies are its own."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from gate.policy.bundle import Bundle
from gate.policy.protocol import QUERY
from gate.values.errors import UndecidedError, UsageError

TIMEOUT_SECONDS = 30.0


class OpaEngine:
    """Posts the case to ``/v1/data/tunegate/result``.

    The client returns ``{}`` for an undefined rule and raises whatever requests raises; both are read as "could not
    decide". The timeout is for connecting and for each wait; the limit on the whole run ends a server that drips.
    """

    name = "opa"
    bundle: Bundle | None = None

    def __init__(self, url: str, *, token: str | None = None, timeout: float = TIMEOUT_SECONDS) -> None:
        """Raises UsageError where the URL is none that the client can use."""
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("http", "https") or not parts.hostname or port == -1:
            raise UsageError(f"{url!r} is not the address of an OPA server", remedy="Write http://HOST:PORT.")
        if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            raise UsageError(
                f"{url!r} has more than a host and a port", remedy="Write http://HOST:PORT; the path is /v1/data."
            )
        self.url = url
        self.version: str | None = None
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        from opa_client.opa import OpaClient

        self._client = OpaClient(
            host=host,
            port=port or (443 if parts.scheme == "https" else 8181),
            ssl=parts.scheme == "https",
            token=token,
            retries=1,
            timeout=timeout,
        )

    def query(self, case: bytes) -> Any:
        try:
            answer = self._client.query_rule(json.loads(case), ".".join(QUERY[:-1]), QUERY[-1])
        except Exception as error:  # the client's errors have no base of their own
            lines = str(error).strip().splitlines() or [type(error).__name__]
            raise UndecidedError(
                f"the OPA server at {self.url} did not answer: {lines[0][:300]}",
                remedy="Check that it runs, that the address is right, and that it has the bundle loaded.",
            ) from None
        finally:
            self._client.close_connection()
        return answer.get("result") if isinstance(answer, dict) else None
