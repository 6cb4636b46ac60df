"""ValidatingAdmissionPolicies in CEL, with what the statements in force cover as literals.

Source: Kubernetes 1.34, "Validating Admission Policy" (variables, matchConstraints, failurePolicy); CEL specification.
Lists and maps of a literal hold one type, as the API server's CEL asks for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gate.admission.shape import FREE_CONTAINER, FREE_POD, NAMED, PROBES, SERVICE_ACCOUNT, TOKEN_VOLUME, Part

SERVING, TEXTS = "tunegate-serving", "tunegate-texts"
_RESOURCES = {
    "": ["pods", "pods/ephemeralcontainers", "replicationcontrollers"],
    "apps": ["deployments", "statefulsets", "daemonsets", "replicasets"],
    "batch": ["jobs", "cronjobs"],
    "serving.kserve.io": ["inferenceservices"],
}


def _get(value: str, key: str) -> str:
    return f'(has({value}.{key}) ? {value}.{key} : "")'


def _list(value: str, key: str) -> str:
    return f"(has({value}.{key}) ? {value}.{key} : [])"


def _container(kind: str, c: str) -> str:
    head = ", ".join([_quoted(kind), _get(c, "name"), _get(c, "image"), _get(c, "workingDir")])
    if kind == "model":
        form = f'(has({c}.modelFormat) && has({c}.modelFormat.%s) ? {c}.modelFormat.%s : "")'
        more = [form % (key, key) for key in ("name", "version")]
        head = ", ".join([head, *more, *(_get(c, key) for key in ("runtime", "storageUri", "protocolVersion"))])
    variable = (
        f'(!has(e.valueFrom) ? e.name + "=" + {_get("e", "value")} : has(e.valueFrom.secretKeyRef) ? '
        'e.name + "<-secret/" + e.valueFrom.secretKeyRef.name + "/" + e.valueFrom.secretKeyRef.key : '
        'has(e.valueFrom.fieldRef) ? e.name + "<-field/" + e.valueFrom.fieldRef.fieldPath : e.name + "<-other")'
    )
    mount = ' + ":" + '.join(_get("m", key) for key in ("name", "mountPath", "subPath", "subPathExpr"))
    unknown = f"{c}.filter(k, !(k in {_quoted(FREE_CONTAINER)}))" + "".join(
        f" + (has({c}.{probe}) && has({c}.{probe}.exec) ? [{_quoted(probe + '.exec')}] : [])" for probe in PROBES
    )
    return (
        f"[[{head}], {_list(c, 'command')}, {_list(c, 'args')}, {_list(c, 'env')}.map(e, {variable}), "
        f"{_list(c, 'volumeMounts')}.filter(m, m.mountPath != {_quoted(SERVICE_ACCOUNT)}).map(m, {mount}), {unknown}]"
    )


def variables() -> list[dict[str, str]]:
    """What is computed of an object, one after the other: ``variables.parts`` is `gate.admission.shape.parts_of`."""
    volume = (
        'has(v.configMap) ? (has(v.configMap.items) || has(v.configMap.optional) ? v.name + "=other" : '
        'v.name + "=configMap/" + v.configMap.name) : has(v.image) ? v.name + "=image/" + v.image.reference : '
        'has(v.emptyDir) ? v.name + "=emptyDir" : v.name + "=other"'
    )
    notes = "has(object.metadata.annotations) ? object.metadata.annotations"
    found = {
        "pod": 'object.kind == "Pod" ? object.spec : object.kind == "InferenceService" ? object.spec.predictor : '
        'object.kind == "CronJob" ? object.spec.jobTemplate.spec.template.spec : object.spec.template.spec',
        "volumes": f"{_list('variables.pod', 'volumes')}"
        f".filter(v, !(v.name.startsWith({_quoted(TOKEN_VOLUME)}) && has(v.projected))).map(v, {volume})",
        "unknown": f"variables.pod.filter(k, !(k in {_quoted(FREE_POD)})) + "
        '(object.kind == "InferenceService" ? object.spec.filter(k, k != "predictor") + '
        f'({notes}.filter(k, k.startsWith("serving.kserve.io/")) : []) : [])',
        "containers": f"{_list('variables.pod', 'containers')}.map(c, {_container('container', 'c')})",
        "inits": f"{_list('variables.pod', 'initContainers')}.map(c, {_container('init', 'c')})",
        "models": f"has(variables.pod.model) ? [variables.pod.model].map(c, {_container('model', 'c')}) : []",
        "parts": '[[["pod"], variables.volumes, variables.unknown]] + variables.containers + variables.inits + '
        "variables.models",
    }
    return [{"name": name, "expression": text} for name, text in found.items()]


def policies(
    shapes: Sequence[Sequence[Part]], texts: Mapping[str, Mapping[str, str]], namespaces: Sequence[str]
) -> list[dict[str, Any]]:
    """Two policies with their bindings. With no shapes the first admits nothing."""
    serving = {
        "expression": f"variables.parts in {_quoted(list(shapes))}" if shapes else "false",
        "messageExpression": 'object.kind + " " + object.metadata.name + " is not what a review in force covers"',
    }
    is_kept = " || ".join(
        f"(object.metadata.name == {_quoted(name)} && has(object.data) && object.data == {_quoted(dict(data))})"
        for name, data in sorted(texts.items())
    )
    kept = {
        "expression": f"!object.metadata.name.startsWith({_quoted(NAMED)}) || "
        f"(has(object.immutable) && object.immutable && !has(object.binaryData) && ({is_kept or 'false'}))",
        "message": "a ConfigMap of this name has to be the reviewed text, and immutable",
    }
    rules = [_rule(group, names) for group, names in _RESOURCES.items()]
    return [
        *_policy(SERVING, rules, variables(), serving, namespaces),
        *_policy(TEXTS, [_rule("", ["configmaps"])], [], kept, namespaces),
    ]


def _policy(
    name: str,
    rules: list[dict[str, Any]],
    given: list[dict[str, str]],
    validation: dict[str, str],
    namespaces: Sequence[str],
) -> list[dict[str, Any]]:
    api = "admissionregistration.k8s.io/v1"
    spec: dict[str, Any] = {"failurePolicy": "Fail", "matchConstraints": {"resourceRules": rules}}
    spec |= {"variables": given} if given else {}
    where = {"key": "kubernetes.io/metadata.name", "operator": "In", "values": list(namespaces)}
    binding = {
        "policyName": name,
        "validationActions": ["Deny"],
        "matchResources": {"namespaceSelector": {"matchExpressions": [where]}},
    }
    return [
        {
            "apiVersion": api,
            "kind": "ValidatingAdmissionPolicy",
            "metadata": {"name": name},
            "spec": {**spec, "validations": [validation]},
        },
        {"apiVersion": api, "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": name}, "spec": binding},
    ]


def _rule(group: str, resources: list[str]) -> dict[str, Any]:
    return {"apiGroups": [group], "apiVersions": ["*"], "operations": ["CREATE", "UPDATE"], "resources": resources}


def _quoted(value: Any) -> str:
    """JSON is CEL for texts, lists and maps, but for halves of characters, which no reviewed text has."""
    return json.dumps(value, ensure_ascii=False)
