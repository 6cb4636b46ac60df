"""MLflow's model registry: the version, and its run, that an alias or a stage stands for.

Source: MLflow 3, REST API: ``registered-models/alias``, ``registered-models/get-latest-versions``. The server is that
of ``MLFLOW_TRACKING_URI``, with ``MLFLOW_TRACKING_TOKEN``; a reference does not name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from gate.upstream import Reference
from gate.upstream.door import Door, UpstreamError
from gate.values.regex import regex

_NAME = regex(r"models:/+([^/@\s]{1,256})(?:@([\w.-]{1,256})|/([\w.-]{1,64}))?")
_API = "/api/2.0/mlflow/registered-models"


def takes(reference: Reference) -> bool:
    return _NAME.fullmatch(reference.value) is not None


def ask(door: Door, reference: Reference, environment: Mapping[str, str]) -> tuple[str, str]:
    match = _NAME.fullmatch(reference.value)
    server = environment.get("MLFLOW_TRACKING_URI", "").rstrip("/")
    if match is None or not server.startswith(("http://", "https://")):
        raise UpstreamError("the model registry has no address", remedy="Set MLFLOW_TRACKING_URI to the server's.")
    token = environment.get("MLFLOW_TRACKING_TOKEN", "").strip()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    name, alias, stage = match[1], match[2], match[3]
    if alias:
        reply = door.get(f"{server}{_API}/alias?{urlencode({'name': name, 'alias': alias})}", headers).json()
        found = reply.get("model_version") if isinstance(reply, dict) else None
    else:
        asked = {"name": name} if stage is None or stage == "latest" else {"name": name, "stages": stage}
        reply = door.get(f"{server}{_API}/get-latest-versions?{urlencode(asked)}", headers).json()
        rows = reply.get("model_versions") if isinstance(reply, dict) else None
        numbered = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        found = max(numbered, key=lambda row: int(str(row.get("version")) or 0), default=None) if numbered else None
    version = found.get("version") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not str(version or "").isdigit():
        raise UpstreamError(f"the model registry has no version for {reference.value}")
    run = found.get("run_id")
    said = f"models:/{name}/{version}" + (f" of run {run}" if isinstance(run, str) and run else "")
    return urlsplit(server).netloc.lower(), said
