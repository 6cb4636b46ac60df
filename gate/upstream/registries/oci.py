"""OCI registries: the digest of the manifest that a tag stands for, computed from its bytes.

Sources: OCI distribution specification 1.1, "Pulling manifests"; Docker Registry, "Token authentication" (anonymous;
``OCI_USERNAME`` and ``OCI_PASSWORD`` where the registry that ``OCI_REGISTRY`` names asks for them).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from gate.upstream import Reference
from gate.upstream.door import Door, Reply, UpstreamError
from gate.values.regex import regex

_NAME = regex(
    r"(?:(?:oci|docker)://)?([\w-]+(?:\.[\w-]+)*(?::\d{1,5})?)/([a-z0-9][\w./-]{0,200}?)(?::([\w][\w.-]{0,127}))?"
)
_MANIFESTS = (
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json"
)
_CHALLENGE = regex(r'(\w+)="([^"]*)"')
_HUB = ("docker.io", "registry-1.docker.io", "auth.docker.io")  # one registry under several names


def takes(reference: Reference) -> bool:
    match = _NAME.fullmatch(reference.value)
    if match is None or "@" in reference.value:
        return False
    has_scheme = reference.value.startswith(("oci://", "docker://"))
    return has_scheme or (match[3] is not None and ("." in match[1] or ":" in match[1]))


def ask(door: Door, reference: Reference, environment: Mapping[str, str]) -> tuple[str, str]:
    match = _NAME.fullmatch(reference.value)
    if match is None:
        raise UpstreamError("this names no repository of an OCI registry")
    host = _HUB[1] if match[1] == _HUB[0] else match[1].lower()
    own = environment.get("OCI_REGISTRY", "").rstrip("/")
    base = own if own and urlsplit(own).netloc.lower() == host else f"https://{host}"
    url = f"{base}/v2/{match[2]}/manifests/{match[3] or 'latest'}"
    headers = {"Accept": _MANIFESTS}
    reply = door.get(url, headers, ok=(200, 401))
    if reply.status == 401:
        headers["Authorization"] = _token(door, base, reply, environment if base == own else {})
        reply = door.get(url, headers)
    digest = f"sha256:{hashlib.sha256(reply.body).hexdigest()}"
    said = reply.headers.get("Docker-Content-Digest")
    if said is not None and said.startswith("sha256:") and said != digest:
        raise UpstreamError(f"{host} says another digest than its manifest has")
    return host, digest


def _token(door: Door, base: str, reply: Reply, environment: Mapping[str, str]) -> str:
    """The value of ``Authorization``. A registry's realm has to be its own host."""
    challenge = reply.headers.get("WWW-Authenticate", "")
    user, password = environment.get("OCI_USERNAME", ""), environment.get("OCI_PASSWORD", "")
    basic = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode() if user else ""
    if challenge.lower().startswith("basic") and basic:
        return basic
    said = dict(_CHALLENGE.findall(challenge))
    realm = urlsplit(said.get("realm", ""))
    host = urlsplit(base).netloc.lower()
    if realm.netloc.lower() != host and not {realm.netloc.lower(), host} <= {*_HUB}:
        raise UpstreamError(f"{host} asks for a token of another host", 401)
    query = urlencode({name: said[name] for name in ("service", "scope") if name in said})
    answer = door.get(f"{realm.geturl()}?{query}", {"Authorization": basic} if basic else {}).json()
    token = answer.get("token") or answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(token, str):
        raise UpstreamError(f"{host} gives no token", 401)
    return f"Bearer {token}"
