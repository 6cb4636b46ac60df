"""A Gatekeeper ConstraintTemplate and its constraint. Source: Gatekeeper 3.23, "Constraint Templates"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gate.admission.shape import FREE_CONTAINER, FREE_POD, KINDS, NAMED, PROBES, SERVICE_ACCOUNT, TOKEN_VOLUME, Part

KIND = "TunegateServing"

# Rego v0 without imports, which every Gatekeeper reads
_REGO = """\
package tunegateserving

violation[{"msg": msg}] {
	input.review.object.kind != "ConfigMap"
	not allowed
	msg := sprintf("%s %s is not what a review in force covers", [input.review.object.kind, name])
}

violation[{"msg": msg}] {
	input.review.object.kind == "ConfigMap"
	startswith(name, "@NAMED@")
	not kept
	msg := sprintf("ConfigMap %s is not the reviewed text, or not immutable", [name])
}

name := object.get(object.get(input.review.object, "metadata", {}), "name", "")

allowed { parts == input.parameters.shapes[_] }

kept {
	input.parameters.texts[name] == input.review.object.data
	input.review.object.immutable == true
	count(object.get(input.review.object, "binaryData", {})) == 0
}

spec := object.get(input.review.object, "spec", {})

pod := spec { input.review.object.kind == "Pod" }

pod := spec.predictor { input.review.object.kind == "InferenceService" }

pod := spec.jobTemplate.spec.template.spec { input.review.object.kind == "CronJob" }

pod := spec.template.spec { not other[input.review.object.kind] }

other := {"Pod", "InferenceService", "CronJob"}

unknown_of_service = found {
	input.review.object.kind == "InferenceService"
	notes := object.get(object.get(input.review.object, "metadata", {}), "annotations", {})
	found := array.concat([k | spec[k]; k != "predictor"], [k | notes[k]; startswith(k, "serving.kserve.io/")])
} else = []

volumes := [volume(v) | v := object.get(pod, "volumes", [])[_]; not token(v)]

token(v) {
	startswith(v.name, "@TOKEN@")
	v.projected
}

parts := array.concat(
	array.concat(
		[[["pod"], volumes, array.concat([k | pod[k]; not free_pod[k]], unknown_of_service)]],
		[container("container", c) | c := object.get(pod, "containers", [])[_]],
	),
	array.concat(
		[container("init", c) | c := object.get(pod, "initContainers", [])[_]],
		[container("model", c) | c := pod.model],
	),
)

container(kind, c) = [
	array.concat([kind, get(c, "name"), get(c, "image"), get(c, "workingDir")], model(kind, c)),
	object.get(c, "command", []),
	object.get(c, "args", []),
	[variable(e) | e := object.get(c, "env", [])[_]],
	[mount(m) | m := object.get(c, "volumeMounts", [])[_]; get(m, "mountPath") != "@ACCOUNT@"],
	array.concat([k | c[k]; not free_container[k]], [sprintf("%s.exec", [p]) | p := probes[_]; c[p].exec]),
]

model(kind, c) = array.concat([get(f, "name"), get(f, "version")], [get(c, k) | k := model_fields[_]]) {
	kind == "model"
	f := object.get(c, "modelFormat", {})
} else = []

variable(e) = sprintf("%s=%s", [e.name, get(e, "value")]) { not e.valueFrom }

else = sprintf("%s<-secret/%s/%s", [e.name, secret.name, secret.key]) { secret := e.valueFrom.secretKeyRef }

else = sprintf("%s<-field/%s", [e.name, e.valueFrom.fieldRef.fieldPath]) { e.valueFrom.fieldRef }

else = sprintf("%s<-other", [get(e, "name")]) { true }

mount(m) = sprintf("%s:%s:%s:%s", [get(m, "name"), get(m, "mountPath"), get(m, "subPath"), get(m, "subPathExpr")])

volume(v) = sprintf("%s=configMap/%s", [v.name, v.configMap.name]) {
	object.get(v.configMap, "items", null) == null
	object.get(v.configMap, "optional", null) == null
}

else = sprintf("%s=image/%s", [v.name, v.image.reference]) { not v.configMap }

else = sprintf("%s=emptyDir", [v.name]) { v.emptyDir; not v.configMap }

else = sprintf("%s=other", [get(v, "name")]) { true }

get(value, key) = object.get(value, key, "")

model_fields := ["runtime", "storageUri", "protocolVersion"]

probes := @PROBES@

free_pod := @POD@

free_container := @CONTAINER@
"""


def template() -> dict[str, Any]:
    """The ConstraintTemplate: the same for every review."""
    rego = _REGO.replace("@NAMED@", NAMED).replace("@TOKEN@", TOKEN_VOLUME).replace("@ACCOUNT@", SERVICE_ACCOUNT)
    for word, names in (("@PROBES@", PROBES), ("@POD@", FREE_POD), ("@CONTAINER@", FREE_CONTAINER)):
        rego = rego.replace(word, "{" + ", ".join(f'"{name}"' for name in names) + "}")
    schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    return {
        "apiVersion": "templates.gatekeeper.sh/v1",
        "kind": "ConstraintTemplate",
        "metadata": {"name": KIND.lower()},
        "spec": {
            "crd": {"spec": {"names": {"kind": KIND}, "validation": {"openAPIV3Schema": schema}}},
            "targets": [{"target": "admission.k8s.gatekeeper.sh", "rego": rego}],
        },
    }


def constraint(
    shapes: Sequence[Sequence[Part]], texts: Mapping[str, Mapping[str, str]], namespaces: Sequence[str]
) -> dict[str, Any]:
    """The constraint: what the statements in force cover. With no shapes it admits nothing."""
    return {
        "apiVersion": "constraints.gatekeeper.sh/v1beta1",
        "kind": KIND,
        "metadata": {"name": "tunegate"},
        "spec": {
            "enforcementAction": "deny",
            "match": {"namespaces": list(namespaces), "kinds": [{"apiGroups": ["*"], "kinds": [*KINDS, "ConfigMap"]}]},
            "parameters": {"shapes": list(shapes), "texts": {name: dict(data) for name, data in texts.items()}},
        },
    }
