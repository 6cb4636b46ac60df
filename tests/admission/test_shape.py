"""What must not be in a reviewed manifest: it is refused before any policy is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gate.admission.shape import Reviewed, parts_of, problems
from gate.admission.texts import config_map
from gate.values.errors import SurfaceError
from tests.admission.manifests import (
    CHANGES,
    OTHER,
    REVIEWED,
    Manifest,
    admitted,
    refused,
    reviewed,
    service,
    shapes,
    wrapped,
)

# a review can have these in another way than ours: the manifest then says something else, and nothing wrong
FINE = {
    "the same, shortened",
    "a Secret without a key",
    "a mount without a path",
    "an argument less",
    "arguments in another order",
    "another folder to run in",
    "a variable said twice",
    "a variable less",
    "another engine by digest",
    "another registry",
    "weights mounted elsewhere",
    "a part of the weights",
    "weights downloaded before",
    "a filter that is off",
    "one more container",
}


def test_reviewed_manifests() -> None:
    assert [list(problems(row, "d.yaml", REVIEWED)) for row in reviewed()] == [[], []]


@pytest.mark.parametrize("kind", ["Deployment", "Pod", "Job"])
@pytest.mark.parametrize("what", sorted(set(CHANGES) - FINE))
def test_dangerous_manifest(what: str, kind: str) -> None:
    manifest = wrapped(kind)
    CHANGES[what](manifest["spec"] if kind == "Pod" else manifest["spec"]["template"]["spec"])
    found = list(problems(manifest, "d.yaml", REVIEWED))
    assert found, what
    assert all(row.path == "d.yaml" and row.remedy for row in found)


def test_messages() -> None:
    manifest = wrapped("Deployment")
    spec = manifest["spec"]["template"]["spec"]
    spec["containers"][0] |= {"image": "vllm:latest", "args": ["--trust-remote-code", "--model=acme/other"]}
    spec["volumes"][0]["image"]["reference"] = f"registry.acme.example/models/support@{OTHER}"
    spec["volumes"].pop()
    said = [row.message for row in problems(manifest, "d.yaml", REVIEWED)]
    assert said == [
        "the image vllm:latest has no digest",
        "the argument '--trust-remote-code' can serve another model, code or prompt",
        "the argument '--model=acme/other' names no mounted folder",
        f"the weights registry.acme.example/models/support@{OTHER} are not those of a review in force",
        "the reviewed text of output_filter is not mounted",
    ]


def test_service_of_moving_weights() -> None:
    def said(change: Callable[[Manifest], object]) -> list[str]:
        manifest = service()
        change(manifest["spec"]["predictor"]["model"])
        return [row.message for row in problems(manifest, "d.yaml", REVIEWED)]

    assert said(lambda model: model.update(storageUri="hf://acme/support")) == [
        "the weights hf://acme/support have no digest"
    ]
    assert said(lambda model: model.update(image="serve:latest")) == ["the image serve:latest has no digest"]
    assert said(lambda model: model.update(lifecycle={})) == ["lifecycle can change what is served"]


def test_manifest_without_weights() -> None:
    manifest = wrapped("Pod")
    manifest["spec"]["volumes"].pop(0)
    assert "no weights are named by digest" in [row.message for row in problems(manifest, "d.yaml", REVIEWED)]
    assert next(iter(problems(wrapped("Pod"), "d.yaml", Reviewed(frozenset(), {})))).message.startswith("the weights ")


def test_parts_of_the_same_pod_are_the_same_in_every_kind() -> None:
    found = {what: parts_of(row) for what, row in admitted().items()}
    assert found.pop("InferenceService")
    assert len({str(parts) for parts in found.values() if parts is not None}) == 1
    assert found["another ConfigMap"] is None


def test_nothing_that_is_served_differently_has_the_parts_of_a_reviewed_one() -> None:
    """tests/servers/admission has gator and CEL decide the same manifests."""
    allowed = shapes()
    assert [what for what, row in refused().items() if parts_of(row) in allowed] == []
    assert [what for what, row in admitted().items() if parts_of(row) not in [*allowed, None]] == []


@pytest.mark.parametrize("spec", [None, [], "x", {"template": []}, {"template": {"spec": {"containers": "x"}}}])
def test_what_is_no_workload(spec: object) -> None:
    manifest = {"kind": "Deployment", "spec": spec}
    assert parts_of(manifest) == [[["pod"], [], []]]
    assert "no weights are named by digest" in [row.message for row in problems(manifest, "d.yaml", REVIEWED)]


def test_config_map() -> None:
    one = config_map("Support Assistant", "system_prompt", {"prompts/a.md": b"A", "prompts/b.md": b"B"})
    assert one["metadata"]["name"].startswith("tunegate-support-assistant-prompt-")
    assert (one["immutable"], one["data"]) == (True, {"a.md": "A", "b.md": "B"})
    other = config_map("Support Assistant", "system_prompt", {"prompts/a.md": b"A", "prompts/b.md": b"B "})
    assert one["metadata"]["name"] != other["metadata"]["name"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a/x.md": b"", "b/x.md": b""}, "the name of another file"),
        ({"a b.md": b""}, "a name that a ConfigMap cannot hold"),
        ({"a.md": b"\xff"}, "is not UTF-8"),
        ({"a.md": b" " * (1 << 20)}, "a ConfigMap holds 1,048,576"),
    ],
)
def test_files_that_no_config_map_holds(files: dict[str, bytes], expected: str) -> None:
    with pytest.raises(SurfaceError, match=expected):
        config_map("support", "system_prompt", files)
