"""A real OPA server, asked through ``opa-python-client``. Its policies are its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from gate.config.load import UNIDENTIFIED
from gate.policy.bundle import Bundle
from gate.policy.protocol import QUERY
from gate.values.errors import UndecidedError, UsageError
from gate.values.regex import regex

TIMEOUT_SECONDS = 30.0

_DIGEST = regex(r"sha256:[0-9a-f]{64}")


class OpaEngine:
    """Posts the case to ``/v1/data/tunegate/result``, and reads from the same response what judged.

    That is OPA's version and the revision of each bundle (OPA, "Data API", ``provenance``), and the digest of the
    policies, which a bundle of ``tunegate policy bundle`` states in its data. A server that does not say all of it is
    refused unless ``unidentified`` says that the configuration accepts it.

    The client returns ``{}`` for an undefined rule and raises whatever requests raises; both are read as "could not
    decide". The timeout is for connecting and for each wait; the limit on the whole run ends a server that drips.
    """

    name = "opa"
    bundle: Bundle | None = None

    def __init__(
        self, url: str, *, token: str | None = None, timeout: float = TIMEOUT_SECONDS, unidentified: bool = False
    ) -> None:
        """Raises UsageError where the URL is none that the client can use, UndecidedError where there is no client."""
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
        self._unidentified = unidentified
        self._served: Served | None = None
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        try:
            from opa_client.opa import OpaClient
        except ImportError:
            raise UndecidedError(
                "the client for an OPA server is not installed",
                remedy="Install opa-python-client; with action/install.py, take requirements/action-opa.txt.",
            ) from None

        self._client = OpaClient(
            host=host,
            port=port or (443 if parts.scheme == "https" else 8181),
            ssl=parts.scheme == "https",
            token=token,
            retries=1,
            timeout=timeout,
        )

        # a redirect would carry the case and the token to a server that nobody named
        self._client._session.max_redirects = 0

    @property
    def version(self) -> str | None:
        return self._served.version if self._served else None

    @property
    def identity(self) -> Mapping[str, Any]:
        served = self._served or Served(None, {}, None)
        return {"name": self.name, "version": served.version, "bundles": dict(served.bundles)}

    @property
    def policies(self) -> str | None:
        return self._served.policies if self._served else None

    def query(self, case: bytes) -> Any:
        asked = {"provenance": "true", "strict-builtin-errors": "true"}
        try:
            answer = self._client.query_rule(json.loads(case), ".".join(QUERY[:-1]), QUERY[-1], asked)
        except Exception as error:  # the client's errors have no base of their own
            lines = str(error).strip().splitlines() or [type(error).__name__]
            raise UndecidedError(
                f"the OPA server at {self.url} did not answer: {lines[0][:300]}",
                remedy="Check that it runs, that the address is right, and that it has the bundle loaded.",
            ) from None
        finally:
            self._client.close_connection()
        value = answer.get("result") if isinstance(answer, dict) else None
        if not isinstance(value, dict) or not value:
            return value
        served = Served.of(answer.get("provenance"), value.get("policies"))
        if (missing := served.missing()) and not self._unidentified:
            raise UndecidedError(
                f"the OPA server at {self.url} does not say which policies judged: {missing}",
                remedy="Give it a bundle of 'tunegate policy bundle', or accept it in the configuration of the base by "
                f"'{UNIDENTIFIED.replace('/', '.')}'; see docs/policies.md.",
            )
        if self._served not in (None, served):
            raise UndecidedError(
                f"the OPA server at {self.url} changed its policies during the run", remedy="Run the check again."
            )
        self._served = served
        return value


@dataclass(frozen=True, slots=True)
class Served:
    """What one response says of the policies behind it: OPA's version, bundle -> revision, and their digest."""

    version: str | None
    bundles: Mapping[str, str]
    policies: str | None

    @classmethod
    def of(cls, provenance: Any, digest: Any) -> Served:
        """Whatever is not as OPA writes it counts as not said."""
        said = provenance if isinstance(provenance, dict) else {}
        version, bundles = said.get("version"), said.get("bundles")
        return cls(
            version=version if isinstance(version, str) and version else None,
            bundles={
                str(name): revision if isinstance(revision, str) else ""
                for name, row in sorted(bundles.items() if isinstance(bundles, dict) else ())
                for revision in [row.get("revision") if isinstance(row, dict) else None]
            },
            policies=digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else None,
        )

    def missing(self) -> str:
        """What is not said; nothing where all of it is."""
        if self.version is None:
            return "its answer has no provenance with a version"
        if not self.bundles:
            return "its policies are no bundle"
        for name, revision in self.bundles.items():
            if not revision.strip():
                return f"its bundle {name!r} has no revision"
        return "" if self.policies else "its bundle has no data.tunegate.bundle.digest"
