"""What the fine-tuned-model surface says of the deployed version, so that it can be held against the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.surfaces.keys import printable
from gate.values.redact import redact_key
from gate.values.regex import regex

if TYPE_CHECKING:
    from gate.case.shape import DeployedValue
    from gate.values.elements import Element, State

SURFACE = "fine_tuned_model"
# a SHA-256 as OCI images, registries and lock files write it (OCI image-spec v1.1, 'Digests'), or alone
_DIGEST = regex(r"(?<![0-9A-Fa-f])(?:sha256[:-])?([0-9a-f]{64})(?![0-9A-Fa-f])")
# OpenAI 'ft:gpt-4o-mini-2024-07-18:acme::9abcDEF'; Vertex AI 'projects/P/locations/L/models/M'; Bedrock ARNs
_HOSTED = regex(r"(?:[a-z_]+/)?(ft:\S+)|(projects/\S+/(?:endpoints|models)/\S+)|(arn:[\w-]+:(?:bedrock|sagemaker):\S+)")
_VERSIONS = frozenset("version tag revision model_version model_revision commit release".split())
_NAMES = frozenset(
    "name model id model_id model_name repository repo path uri url image location from adapter adapters adapter_path "
    "model_path storageuri storage_uri lora_modules hf_model deployment served_model model_uri base_model_id".split()
)


def deployed(head: State) -> list[DeployedValue]:
    """The values that name the deployed version, by what they are of it; the others say how it runs."""
    rows = (_row(element) for element in head.by_surface.get(SURFACE, ()))
    return [row for row in rows if row is not None]


def _row(element: Element) -> DeployedValue | None:
    value = element.value
    if not element.has_value or isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    kind, said = _kind(_key(element), text)
    if kind is None:
        return None
    return {
        "key": printable(redact_key(element.key, SURFACE)),
        "kind": kind,
        "said": said,
        "path": printable(element.path),
        "line": element.line or 1,
        "end_line": element.end_line or element.line or 1,
    }


def _key(element: Element) -> str:
    """The name that a value is given: the last step that is no position, without the dashes of a flag."""
    steps = [step for step in element.pointer.split("/") if step and not step.isdigit() and step != "value"]
    return steps[-1].lstrip("-").replace("-", "_").lower() if steps else ""


def _kind(key: str, text: str) -> tuple[str | None, str]:
    """(kind, what is compared) of a value: a digest, an id at a provider, a version, or a name without either."""
    if found := _DIGEST.search(text):
        return "digest", f"sha256:{found[1]}"
    if found := _HOSTED.fullmatch(text):
        return "hosted", next(group for group in found.groups() if group)
    if key in _VERSIONS:
        return "version", text
    if key in _NAMES or key.endswith(("_model", "_name", "_id", "_path", "_uri")):
        return "name", text
    return None, ""
