"""Jobs that train on a Kubernetes cluster (``batch/v1``, Kubeflow's training jobs, RayJob, Volcano): the image.

An image that is named by its digest is the environment that ran; one that is named by a tag is whatever the tag led to.
Facts: ``images`` of all containers, ``command`` of the only one.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from gate.derive.given import Given, Source, SourceError, Value
from gate.derive.parsing import tree, yaml_keys
from gate.derive.trainer import DOCUMENT, Run
from gate.documents import Node
from gate.values.regex import regex

KIND = "kubernetes-job"
_POINTER = "/environment/image"
_KINDS = frozenset(
    "Job CronJob PyTorchJob TFJob MPIJob PaddleJob XGBoostJob JAXJob TrainJob RayJob TorchJob VolcanoJob".split()
)
_KIND = regex(rb"^kind:\s*[\"']?(\w+)", 8)  # 8: re.MULTILINE


def recognises(source: Source) -> bool:
    if not source.name.lower().endswith((".yaml", ".yml")) or not {"apiVersion", "kind"} <= yaml_keys(source):
        return False
    return any(kind.decode() in _KINDS for kind in _KIND.findall(source.head))


def read(source: Source) -> Given:
    root = tree(source, "yaml")
    found = [*_containers(root)]
    images = [image for container in found if (image := container.child("image")) is not None]
    if not images:
        raise SourceError("no container has an image", 1, "Record the job as it was started.")
    run = Run(facts={"images": [str(image.value) for image in images], "command": None})
    if len(found) == 1:
        words = [one.plain() for name in ("command", "args") if (one := found[0].child(name)) is not None]
        run.facts["command"] = [str(word) for row in words if isinstance(row, list) for word in row]
        run.values += [*_command(run.facts["command"], found[0])]
    names = {str(image.value) for image in images}
    if len(names) > 1:
        run.note(f"{len(names)} images run in it", images[1].line, "Keep the training in a job of its own.", _POINTER)
    elif "@sha256:" in str(images[0].value):
        run.give(_POINTER, str(images[0].value), images[0].line)
    else:
        run.note(f"the image {images[0].value} has no digest", images[0].line, "Name it by its digest.", _POINTER)
    return run.given()


def _command(words: list[str], container: Node) -> Iterator[Value]:
    """The command as a person would write it; what a shell is given is the command itself."""
    shell = [word.rpartition("/")[2] for word in words[:1]]
    said = words[-1] if shell in (["sh"], ["bash"]) and len(words) == 3 else shlex.join(words)
    if said:
        place = container.child("command") or container
        yield Value(DOCUMENT, "/command", said, place.line, place.end_line, is_worded=True)


def _containers(node: Node) -> Iterator[Node]:
    """Every container below, but those that only set up."""
    for name, child in node.items():
        if name == "containers" and isinstance(child.children, list):
            yield from child.children
        elif child.children is not None:
            yield from _containers(child)
