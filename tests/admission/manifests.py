"""Manifests of a reviewed workload, and as many ways as we know to serve something else with them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from gate.admission.shape import Part, Reviewed, parts_of
from gate.admission.texts import config_map

WEIGHTS = "sha256:" + "a" * 64
RUNTIME = "registry.acme.example/vllm@sha256:" + "b" * 64
RAILS = "registry.acme.example/rails@sha256:" + "c" * 64
OTHER = "sha256:" + "d" * 64
IMAGE = f"registry.acme.example/models/support@{WEIGHTS}"
PROMPT = config_map("support", "system_prompt", {"prompts/system.md": b"You help customers.\n"})
FILTER = config_map("support", "output_filter", {"guardrails/config.yml": b"rails: [self check output]\n"})
TEXTS = {row["metadata"]["name"]: row["data"] for row in (PROMPT, FILTER)}
REVIEWED = Reviewed(
    frozenset({WEIGHTS}), {PROMPT["metadata"]["name"]: "system_prompt", FILTER["metadata"]["name"]: "output_filter"}
)
NAMESPACE = "serving"

Manifest = dict[str, Any]


def pod() -> Manifest:
    """A pod's spec: weights as an image volume, the prompt and the filter as ConfigMaps."""
    vllm = {
        "name": "vllm",
        "image": RUNTIME,
        "args": ["--model=/models/support", "--served-model-name=support", "--max-model-len=8192"],
        "env": [
            {"name": "PROMPT_FILE", "value": "/prompt/system.md"},
            {"name": "API_KEY", "valueFrom": {"secretKeyRef": {"name": "vllm", "key": "api"}}},
        ],
        "volumeMounts": [
            {"name": "weights", "mountPath": "/models/support"},
            {"name": "prompt", "mountPath": "/prompt"},
        ],
        "resources": {"limits": {"nvidia.com/gpu": 1}},
        "readinessProbe": {"httpGet": {"path": "/health", "port": 8000}},
    }
    rails = {"name": "rails", "image": RAILS, "volumeMounts": [{"name": "filter", "mountPath": "/rails"}]}
    volumes = [
        {"name": "weights", "image": {"reference": IMAGE}},
        {"name": "prompt", "configMap": {"name": PROMPT["metadata"]["name"]}},
        {"name": "filter", "configMap": {"name": FILTER["metadata"]["name"]}},
    ]
    return {"containers": [vllm, rails], "volumes": volumes}


def wrapped(kind: str) -> Manifest:
    """The reviewed pod in a workload of a kind."""
    template = {"metadata": {"labels": {"app": "support"}}, "spec": pod()}
    groups = {"Job": "batch/v1", "CronJob": "batch/v1", "Pod": "v1", "ReplicationController": "v1"}
    found: Manifest = {"apiVersion": groups.get(kind, "apps/v1"), "kind": kind, "metadata": meta("support")}
    if kind == "Pod":
        return {**found, "spec": pod()}
    if kind == "CronJob":
        return {**found, "spec": {"schedule": "0 * * * *", "jobTemplate": {"spec": {"template": template}}}}
    return {**found, "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "support"}}, "template": template}}


def service() -> Manifest:
    """KServe's: the weights by storageUri, the filter beside them."""
    spec = pod()
    model = {
        "modelFormat": {"name": "huggingface"},
        "runtime": "acme-vllm",
        "storageUri": f"oci://{IMAGE}",
        "args": ["--max-model-len=8192"],
        "volumeMounts": [{"name": "prompt", "mountPath": "/prompt"}],
    }
    predictor = {"minReplicas": 1, "model": model, "containers": spec["containers"][1:], "volumes": spec["volumes"][1:]}
    return {
        "apiVersion": "serving.kserve.io/v1beta1",
        "kind": "InferenceService",
        "metadata": meta("support"),
        "spec": {"predictor": predictor},
    }


def meta(name: str) -> Manifest:
    return {"name": name, "namespace": NAMESPACE}


WRAPPED = ("Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob")


def reviewed() -> list[Manifest]:
    return [wrapped("Deployment"), service()]


def shapes() -> list[list[Part]]:
    return [parts_of(row) or [] for row in reviewed()]


def admitted() -> dict[str, Manifest]:
    """What has to be let in: the same pod by any controller, with the API server's defaults, resources and scale."""
    found = {kind: wrapped(kind) for kind in WRAPPED} | {"InferenceService": service()}
    scaled = wrapped("Deployment")
    scaled["spec"]["replicas"] = 9
    spec = scaled["spec"]["template"]["spec"]
    spec |= {"nodeSelector": {"gpu": "a100"}, "serviceAccountName": "serving", "restartPolicy": "Always"}
    spec["containers"][0] |= {"resources": {}, "imagePullPolicy": "IfNotPresent", "ports": [{"containerPort": 8000}]}
    running = wrapped("Pod")
    running["spec"]["volumes"].append({"name": "kube-api-access-x7", "projected": {"sources": []}})
    running["spec"]["volumes"][1]["configMap"]["defaultMode"] = 420
    account = {"name": "kube-api-access-x7", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}
    running["spec"]["containers"][0]["volumeMounts"].append(account)
    texts = {row["metadata"]["name"]: {**row, "metadata": meta(row["metadata"]["name"])} for row in (PROMPT, FILTER)}
    other = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta("dashboards"), "data": {"a": "b"}}
    return found | texts | {"scaled": scaled, "running": running, "another ConfigMap": other}


def _first(spec: Manifest) -> Manifest:
    found: Manifest = spec["containers"][0]
    return found


def _argument(word: str) -> Callable[[Manifest], None]:
    return lambda spec: _first(spec)["args"].append(word)


def _variable(name: str, value: str = "x") -> Callable[[Manifest], None]:
    return lambda spec: _first(spec)["env"].append({"name": name, "value": value})


def _set(key: str, value: Any) -> Callable[[Manifest], None]:
    return lambda spec: _first(spec).update({key: value})


def _pod(key: str, value: Any) -> Callable[[Manifest], None]:
    return lambda spec: spec.update({key: value})


def _volume(number: int, value: Manifest) -> Callable[[Manifest], None]:
    def change(spec: Manifest) -> None:
        spec["volumes"][number] = {"name": spec["volumes"][number]["name"], **value}

    return change


# what -> how the reviewed pod is served differently
CHANGES: dict[str, Callable[[Manifest], None]] = {
    "code of the repository": _argument("--trust-remote-code"),
    "the same, shortened": _argument("--trust-remote"),
    "the same, with underscores": _argument("--trust_remote_code=true"),
    "another model, said last": _argument("--model=acme/other"),
    "an adapter": _argument("--lora-modules=a=/scratch/a"),
    "a chat template": _argument("--chat-template=/scratch/t.jinja"),
    "options in a file": _argument("--config=/scratch/c.yaml"),
    "an argument less": lambda spec: _first(spec)["args"].pop(),
    "arguments in another order": lambda spec: _first(spec)["args"].reverse(),
    "a shell": _set("command", ["sh", "-c", "vllm serve acme/other"]),
    "another folder to run in": _set("workingDir", "/scratch"),
    "another prompt by variable": _variable("SYSTEM_PROMPT"),
    "another hub": _variable("HF_ENDPOINT", "https://evil.example"),
    "code by PYTHONPATH": _variable("PYTHONPATH", "/scratch"),
    "a variable said twice": _variable("PROMPT_FILE", "/scratch/p"),
    "a variable less": lambda spec: _first(spec)["env"].pop(0),
    "a variable of a Secret": lambda spec: _first(spec)["env"][0].update(
        {"value": None, "valueFrom": {"secretKeyRef": {"name": "a", "key": "b"}}}
    ),
    "variables of a ConfigMap": _set("envFrom", [{"configMapRef": {"name": "other"}}]),
    "a moving tag": _set("image", "registry.acme.example/vllm:latest"),
    "another engine by digest": _set("image", f"registry.acme.example/vllm@{OTHER}"),
    "no digest": _set("image", "registry.acme.example/vllm"),
    "another registry": _set("image", RUNTIME.replace("acme", "evil")),
    "other weights": _volume(0, {"image": {"reference": f"registry.acme.example/models/support@{OTHER}"}}),
    "weights by a tag": _volume(0, {"image": {"reference": "registry.acme.example/models/support:prod"}}),
    "weights of the node": _volume(0, {"hostPath": {"path": "/models"}}),
    "weights of a claim": _volume(0, {"persistentVolumeClaim": {"claimName": "models"}}),
    "weights downloaded before": _pod("initContainers", [{"name": "get", "image": RAILS, "args": ["s3://acme/other"]}]),
    "weights mounted elsewhere": lambda spec: _first(spec)["volumeMounts"][0].update({"mountPath": "/other"}),
    "a part of the weights": lambda spec: _first(spec)["volumeMounts"][0].update({"subPath": "checkpoint-7"}),
    "another prompt": _volume(1, {"configMap": {"name": "prompt-new"}}),
    "an unreviewed prompt of our name": _volume(1, {"configMap": {"name": "tunegate-support-prompt-0000000000000000"}}),
    "a prompt that may be absent": lambda spec: spec["volumes"][1]["configMap"].update({"optional": True}),
    "a part of the prompt": lambda spec: spec["volumes"][1]["configMap"].update(
        {"items": [{"key": "system.md", "path": "other.md"}]}
    ),
    "a prompt of a Secret": _volume(1, {"secret": {"secretName": "prompt"}}),
    "a prompt over the prompt": lambda spec: (
        spec["volumes"].append({"name": "more", "configMap": {"name": "more"}}),
        _first(spec)["volumeMounts"].append({"name": "more", "mountPath": "/prompt"}),
    )[0],
    "no filter": lambda spec: spec["containers"].pop(),
    "another filter": _volume(2, {"configMap": {"name": PROMPT["metadata"]["name"]}}),
    "a filter that is off": lambda spec: spec["containers"][1].update({"args": ["--disable"]}),
    "a program after the start": _set("lifecycle", {"postStart": {"exec": {"command": ["get-adapter"]}}}),
    "a program as a probe": _set("livenessProbe", {"exec": {"command": ["get-adapter"]}}),
    "one more container": lambda spec: spec["containers"].append({"name": "more", "image": RUNTIME}),
    "a container to debug with": _pod("ephemeralContainers", [{"name": "sh", "image": "busybox"}]),
    "processes that see each other": _pod("shareProcessNamespace", True),
    "the node's network": _pod("hostNetwork", True),
    "a Secret without a key": lambda spec: spec["containers"][1].update(
        {"env": [{"name": "A_KEY", "valueFrom": {"secretKeyRef": {"name": "a"}}}]}
    ),
    "a ConfigMap without a name": lambda spec: spec["volumes"].append({"name": "x", "configMap": {}}),
    "an image without a reference": lambda spec: spec["volumes"].append({"name": "x", "image": {}}),
    "a mount without a path": lambda spec: _first(spec)["volumeMounts"].append({"name": "weights"}),
    "names that lead elsewhere": _pod("hostAliases", [{"ip": "10.0.0.9", "hostnames": ["rails"]}]),
}


def _of_service(change: Callable[[Manifest], None]) -> Manifest:
    found = deepcopy(service())
    change(found)
    return found


def _model(**values: Any) -> Manifest:
    return _of_service(lambda row: row["spec"]["predictor"]["model"].update(values))


def refused() -> dict[str, Manifest]:
    """Every change in every kind of workload, and what only some kinds can say."""
    found: dict[str, Manifest] = {}
    for number, (what, change) in enumerate(CHANGES.items()):
        for kind in {"Pod", "Deployment", WRAPPED[number % len(WRAPPED)]}:
            manifest = wrapped(kind)
            spec = manifest["spec"]
            spec = spec["jobTemplate"]["spec"] if kind == "CronJob" else spec
            change(spec if kind == "Pod" else spec["template"]["spec"])
            found[f"{kind}: {what}"] = manifest
    found |= {
        "InferenceService: weights of S3": _model(storageUri="s3://acme/support"),
        "InferenceService: weights of the Hub": _model(storageUri="hf://acme/support"),
        "InferenceService: weights by a tag": _model(storageUri="oci://registry.acme.example/models/support:prod"),
        "InferenceService: other weights": _model(storageUri=f"oci://registry.acme.example/models/support@{OTHER}"),
        "InferenceService: another runtime": _model(runtime="other"),
        "InferenceService: no runtime said": _of_service(lambda row: row["spec"]["predictor"]["model"].pop("runtime")),
        "InferenceService: storage of its own": _model(storage={"key": "other", "path": "x"}),
        "InferenceService: an argument": _model(args=["--trust_remote_code"]),
        "InferenceService: a variable": _model(env=[{"name": "MODEL_ID", "value": "acme/other"}]),
        "InferenceService: a transformer": _of_service(lambda row: row["spec"].update({"transformer": pod()})),
        "InferenceService: a canary": _of_service(
            lambda row: row["spec"]["predictor"].update({"canaryTrafficPercent": 50})
        ),
        "InferenceService: workers": _of_service(lambda row: row["spec"]["predictor"].update({"workerSpec": pod()})),
        "InferenceService: an annotation": _of_service(
            lambda row: row["metadata"].update({"annotations": {"serving.kserve.io/storageSpec": "{}"}})
        ),
        "InferenceService: no filter": _of_service(lambda row: row["spec"]["predictor"].pop("containers")),
    }
    texts: dict[str, Manifest] = {
        "other text": {"data": {"system.md": "Refunds are always granted.\n"}},
        "one more file": {"data": {**PROMPT["data"], "more.md": ""}},
        "that can change": {"immutable": False},
        "with bytes": {"binaryData": {"more.md": "eA=="}},
        "without data": {"data": None},
    }
    for what, fields in texts.items():
        found[f"ConfigMap: {what}"] = {**PROMPT, "metadata": meta(PROMPT["metadata"]["name"]), **fields}
    found["ConfigMap: a name of ours"] = {**PROMPT, "metadata": meta("tunegate-support-prompt-0000000000000000")}
    return found
