"""Jobs that train on a cluster."""

from __future__ import annotations

import pytest

from gate.derive import kinds_of
from tests.derive.sources.samples import line, notes, read, refused, source, values

KIND = "kubernetes-job"
IMAGE = "acme/train@sha256:" + "a" * 64
COMMAND = "accelerate launch -m axolotl.cli.train configs/train.yaml"
JOB = f"""\
apiVersion: batch/v1
kind: Job
metadata:
  name: train
spec:
  template:
    spec:
      initContainers:
        - name: fetch
          image: acme/fetch:1
      containers:
        - name: train
          image: {IMAGE}
          command: [accelerate, launch]
          args: [-m, axolotl.cli.train, configs/train.yaml]
"""


@pytest.mark.parametrize("kind", ["Job", "PyTorchJob", "RayJob"])
def test_image_by_digest(kind: str) -> None:
    given = read(source("jobs/train.yaml", JOB.replace("kind: Job", f"kind: {kind}")), KIND)
    assert values(given) == {"/environment/image": IMAGE, "/command": COMMAND}
    assert line(given, "/environment/image") == 13
    assert given.facts["command"] == ["accelerate", "launch", "-m", "axolotl.cli.train", "configs/train.yaml"]


def test_image_by_tag_proves_nothing() -> None:
    given = read(source("train.yaml", JOB.replace(IMAGE, "acme/train:1.2")), KIND)
    assert values(given) == {"/command": COMMAND}
    assert notes(given)["/environment/image"] == "the image acme/train:1.2 has no digest"


def test_several_images() -> None:
    other = f"        - name: sidecar\n          image: acme/other@sha256:{'b' * 64}\n"
    given = read(source("train.yaml", JOB + other), KIND)
    assert notes(given)["/environment/image"] == "2 images run in it"


def test_what_is_no_job() -> None:
    assert kinds_of(source("deploy.yaml", JOB.replace("kind: Job", "kind: Deployment"))) == []
    assert refused(source("train.yaml", "apiVersion: v1\nkind: Job\nspec: {}\n"), KIND).line == 1
