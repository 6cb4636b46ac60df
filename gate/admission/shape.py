"""A workload as the parts that decide what is served, and what must not be in a reviewed one.

A part is a list of lists of texts, so that Rego and CEL compare them by ``==``. The first part of a workload is its
pod's volumes; each container has one: kind, name and image, command, arguments, environment, mounts, and fields that
nobody knows here. Fields that do not change what is served (resources, scheduling, probes by HTTP) are in none.

Sources: Kubernetes 1.34 API, PodSpec and Container; KServe 0.15, InferenceService v1beta1 (PredictorSpec, ModelSpec).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gate.values.errors import Problem
from gate.values.regex import regex

Part = list[list[str]]

SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
TOKEN_VOLUME = "kube-api-access-"  # noqa: S105  # a volume's name: the API server mounts it into every pod
NAMED = "tunegate-"  # what the name of a ConfigMap of reviewed text starts with
KINDS = (
    "Pod",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Job",
    "CronJob",
    "InferenceService",
)
FREE_POD = (
    "activeDeadlineSeconds affinity automountServiceAccountToken containers dnsPolicy enableServiceLinks hostname "
    "imagePullSecrets initContainers model nodeName nodeSelector os overhead preemptionPolicy priority "
    "priorityClassName readinessGates restartPolicy schedulerName schedulingGates securityContext serviceAccount "
    "serviceAccountName setHostnameAsFQDN subdomain terminationGracePeriodSeconds tolerations "
    "topologySpreadConstraints volumes containerConcurrency deploymentStrategy maxReplicas minReplicas scaleMetric "
    "scaleMetricType scaleTarget timeout"
).split()
FREE_CONTAINER = (
    "args command env image imagePullPolicy livenessProbe modelFormat name ports protocolVersion readinessProbe "
    "resizePolicy resources runtime securityContext startupProbe storageUri terminationMessagePath "
    "terminationMessagePolicy volumeMounts workingDir"
).split()
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")

_DIGEST = regex(r"[a-z0-9][\w./:-]*@(sha256:[0-9a-f]{64})")
_WEIGHTS = regex(r"(?:oci://)?[a-z0-9][\w./:-]*@(sha256:[0-9a-f]{64})")
_SECRET = regex(r"(?:^|_)(?:TOKEN|KEY|SECRET|PASSWORD|CREDENTIALS?)$")
# what serves otherwise than was reviewed, whatever its value: vLLM 0.11, TGI 3, SGLang 0.5, llama.cpp, Triton
_DANGEROUS = regex(
    r"-{1,2}(?:trust[-_]remote[-_]code|config|model[-_]?(?:id|path|name|repository)|hf[-_]overrides|lora[-_]modules|"
    r"lora[-_]adapters?|lora|lora[-_]paths?|enable[-_]lora|chat[-_]template(?:[-_]file|[-_]content[-_]format)?|"
    r"system[-_]prompt(?:[-_]file)?|tokenizer(?:[-_]path)?|speculative[-_]config|allowed[-_]local[-_]media[-_]path|"
    r"override[-_]generation[-_]config|adapters?|prompt[-_]adapters?|mmproj|revision|code[-_]revision|middleware|"
    r"tool[-_]parser[-_]plugin|reasoning[-_]parser[-_]plugin|worker[-_](?:cls|extension[-_]cls)|load[-_]format)(?:=.*)?",
)
_DANGEROUS_NAME = regex(
    r"(?i)(?:.*(?:system_?prompt|chat_template|trust_remote_code|lora|adapter).*|hf_endpoint|model(?:_id|_name|_path)?|"
    r"vllm_(?:allow_runtime_lora_updating|plugins|use_modelscope)|python(?:path|startup|home)|ld_(?:preload|library_path)|"
    r"(?:https?|all)_proxy)"
)
_CHANGED = "Change the manifest, and have it reviewed."


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the statements in force cover: digests of weights, and the names of ConfigMaps by what their text is."""

    weights: frozenset[str]
    texts: Mapping[str, str]  # name of a ConfigMap -> surface


def parts_of(manifest: Mapping[str, Any]) -> list[Part] | None:
    """The parts of a workload, None for another kind. A field of another type than the API's counts as absent."""
    spec = _pod(manifest)
    if spec is None:
        return None
    notes = _map(_map(manifest.get("metadata")).get("annotations"))
    unknown = [key for key in spec if key not in FREE_POD]
    if manifest.get("kind") == "InferenceService":
        unknown += [key for key in _map(manifest.get("spec")) if key != "predictor"]
        unknown += [key for key in notes if str(key).startswith("serving.kserve.io/")]
    volumes = [_volume(row) for row in _rows(spec.get("volumes")) if not _is_token(row)]
    found: list[Part] = [[["pod"], volumes, unknown]]
    found += [_container("container", row) for row in _rows(spec.get("containers"))]
    found += [_container("init", row) for row in _rows(spec.get("initContainers"))]
    return found + ([_container("model", _map(spec.get("model")))] if "model" in spec else [])


def problems(manifest: Mapping[str, Any], path: str, reviewed: Reviewed) -> Iterator[Problem]:
    """What keeps a manifest from being admitted, although it was reviewed."""
    parts = parts_of(manifest) or []
    for key in [key for part in parts for key in part[-1]]:
        yield Problem(f"{key} can change what is served", path, remedy=f"Leave it out. {_CHANGED}")
    for kind, name, image, *rest in (part[0] for part in parts[1:]):
        if (kind != "model" or image) and not _DIGEST.fullmatch(image):
            yield Problem(
                f"the image {image or 'of ' + name} has no digest", path, remedy=f"Write @sha256:... {_CHANGED}"
            )
        uri = rest[-2] if kind == "model" else ""
        if kind == "model" and (digest := _digest(uri)) not in reviewed.weights:
            yield _other_weights(uri, digest, path)
    for part in parts[1:]:
        yield from _said(part, path)
    yield from _mounted(parts, path, reviewed)


def _said(part: Part, path: str) -> Iterator[Problem]:
    """Arguments and variables that name another model, code, adapters, a template or a prompt."""
    _, command, arguments, environment, *_ = part
    for word in [*command, *arguments]:
        if _DANGEROUS.fullmatch(word) or "\n" in word or word in ("-c", "sh", "bash"):
            yield Problem(f"the argument {word[:60]!r} can serve another model, code or prompt", path, remedy=_CHANGED)
        if (word.startswith("--model=") and not word.startswith("--model=/")) or word in ("--model", "-m", "-hf"):
            yield Problem(f"the argument {word[:60]!r} names no mounted folder", path, remedy="Write --model=/PATH.")
    for row in environment:
        name, is_value, _ = row.partition("=")
        source = row.partition("<-")[2] if not is_value or "<-" in name else ""
        name = name.partition("<-")[0]
        if source and not source.startswith("field/") and not (source.startswith("secret/") and _SECRET.search(name)):
            yield Problem(
                f"the variable {name} comes from elsewhere", path, remedy="Give its value, or mount a ConfigMap."
            )
        if _DANGEROUS_NAME.fullmatch(name):
            yield Problem(f"the variable {name} can serve another model or prompt", path, remedy=_CHANGED)


def _mounted(parts: list[Part], path: str, reviewed: Reviewed) -> Iterator[Problem]:
    volumes = dict(row.partition("=")[::2] for row in parts[0][1]) if parts else {}
    used = {mount.split(":")[0] for part in parts[1:] for mount in part[4]}
    weights = {part[0][-2] for part in parts[1:] if part[0][0] == "model"}
    mounted: set[str] = set()
    for name, what in volumes.items():
        kind, _, value = what.partition("/")
        if kind == "image":
            weights.add(value)
            if (digest := _digest(value)) not in reviewed.weights:
                yield _other_weights(value, digest, path)
        elif kind == "configMap" and value in reviewed.texts:
            mounted |= {reviewed.texts[value]} if name in used else set()
        elif what != "emptyDir":
            yield Problem(
                f"the volume {name} ({what}) holds what nobody reviewed",
                path,
                remedy=f"Mount one of: {', '.join(sorted(reviewed.texts)) or 'an image by digest'}.",
            )
    if not weights:
        yield Problem(
            "no weights are named by digest",
            path,
            remedy="Mount them: volumes[].image, or storageUri oci://...@sha256:.",
        )
    for config_map, surface in reviewed.texts.items():
        if surface not in mounted:
            yield Problem(
                f"the reviewed text of {surface} is not mounted", path, remedy=f"Mount the ConfigMap {config_map}."
            )


def _other_weights(uri: str, digest: str, path: str) -> Problem:
    what = "are not those of a review in force" if digest else "have no digest"
    return Problem(
        f"the weights {uri[:120] or '(none)'} {what}", path, remedy="Write HOST/NAME@sha256:... of the statement."
    )


def _digest(uri: str) -> str:
    match = _WEIGHTS.fullmatch(uri)
    return match[1] if match else ""


def _pod(manifest: Mapping[str, Any]) -> Mapping[str, Any] | None:
    kind, spec = manifest.get("kind"), _map(manifest.get("spec"))
    if kind not in KINDS:
        return None
    if kind == "Pod":
        return spec
    if kind == "InferenceService":
        return _map(spec.get("predictor"))
    if kind == "CronJob":
        spec = _map(_map(spec.get("jobTemplate")).get("spec"))
    return _map(_map(spec.get("template")).get("spec"))


def _container(kind: str, row: Mapping[str, Any]) -> Part:
    unknown = [key for key in row if key not in FREE_CONTAINER]
    unknown += [f"{probe}.exec" for probe in PROBES if "exec" in _map(row.get(probe))]
    head = [kind, *(_text(row.get(key)) for key in ("name", "image", "workingDir"))]
    if kind == "model":
        form = _map(row.get("modelFormat"))
        head += [_text(form.get("name")), _text(form.get("version")), _text(row.get("runtime"))]
        head += [_text(row.get("storageUri")), _text(row.get("protocolVersion"))]
    mounts = [_mount(mount) for mount in _rows(row.get("volumeMounts")) if mount.get("mountPath") != SERVICE_ACCOUNT]
    environment = [_variable(entry) for entry in _rows(row.get("env"))]
    return [head, _texts(row.get("command")), _texts(row.get("args")), environment, mounts, unknown]


def _variable(row: Mapping[str, Any]) -> str:
    name, source = _text(row.get("name")), _map(row.get("valueFrom"))
    if "valueFrom" not in row:
        return f"{name}={_text(row.get('value'))}"
    secret, field = _map(source.get("secretKeyRef")), _map(source.get("fieldRef"))
    if secret:
        return f"{name}<-secret/{_text(secret.get('name'))}/{_text(secret.get('key'))}"
    return f"{name}<-field/{_text(field.get('fieldPath'))}" if field else f"{name}<-other"


def _mount(row: Mapping[str, Any]) -> str:
    return ":".join(_text(row.get(key)) for key in ("name", "mountPath", "subPath", "subPathExpr"))


def _volume(row: Mapping[str, Any]) -> str:
    name, config, image = _text(row.get("name")), _map(row.get("configMap")), _map(row.get("image"))
    if config and "items" not in config and "optional" not in config:
        return f"{name}=configMap/{_text(config.get('name'))}"
    if image:
        return f"{name}=image/{_text(image.get('reference'))}"
    return f"{name}=emptyDir" if "emptyDir" in row else f"{name}=other"


def _is_token(row: Mapping[str, Any]) -> bool:
    return _text(row.get("name")).startswith(TOKEN_VOLUME) and "projected" in row


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [_text(row) for row in value] if isinstance(value, list) else []
