"""Each registry asked at a real server, and what the door refuses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from gate.upstream import REGISTRIES, Reference, look_up
from gate.upstream.door import MAX_BYTES, Door, UpstreamError
from tests.upstream.hub import GIVEN, Hub, serving

COMMIT = "0123456789abcdef0123456789abcdef01234567"
ALIAS = "/api/2.0/mlflow/registered-models/alias?name=support&alias=champion"
LATEST = "/api/2.0/mlflow/registered-models/get-latest-versions?name=support&stages=Production"
MODELS = {
    "data": [{"id": name, "created": 7} for name in ("gpt-4o", "gpt-4o-2024-05-13", "gpt-4o-2024-11-20", "gpt-4o-mini")]
}


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving() as server:
        yield server


def asked(hub: Hub, value: str, revision: str = "", surface: str = "base_model", **more: str) -> str:
    names = ("HF_ENDPOINT", "MLFLOW_TRACKING_URI", "OCI_REGISTRY", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL")
    environment = {**dict.fromkeys(names, hub.url), "OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k", **more}
    answer = look_up(Door((hub.url,), timeout=5), Reference(value, revision, surface), environment)
    assert answer is not None
    assert answer.host == hub.host
    return f"{answer.registry} {answer.stands_for}"


def test_each_registry(hub: Hub) -> None:
    manifest = b'{"schemaVersion": 2}'
    hub.answers = {
        "/api/models/acme/base/revision/main": {"sha": COMMIT},
        "/api/models/acme/base/revision/v1%2Fx": {"sha": COMMIT[::-1]},
        "/api/datasets/acme/chats/revision/main": {"sha": COMMIT},
        "/v2/acme/m/manifests/prod": manifest,
        ALIAS: {"model_version": {"version": "7", "run_id": "r"}},
        LATEST: {"model_versions": [{"version": "9"}, {"version": "10"}]},
        "/models": MODELS,
        "/v1/models/claude-sonnet-4-5": {"id": "claude-sonnet-4-5-20250929"},
    }
    digest = f"sha256:{hashlib.sha256(manifest).hexdigest()}"
    assert asked(hub, "acme/base", HF_TOKEN=GIVEN) == f"huggingface {COMMIT}"
    assert asked(hub, "hf://acme/base", "v1/x") == f"huggingface {COMMIT[::-1]}"
    assert asked(hub, "acme/chats", surface="training_data") == f"huggingface {COMMIT}"
    assert asked(hub, f"oci://{hub.host}/acme/m:prod") == f"oci {digest}"
    assert asked(hub, "models:/support@champion") == "mlflow models:/support/7 of run r"
    assert asked(hub, "models:/support/Production") == "mlflow models:/support/10"
    assert asked(hub, "openai/gpt-4o") == "openai created 7, newest snapshot gpt-4o-2024-11-20"
    assert asked(hub, "gpt-4o-mini") == "openai created 7"
    assert asked(hub, "claude-sonnet-4-5") == "anthropic claude-sonnet-4-5-20250929"
    assert hub.asked[0][1] == f"Bearer {GIVEN}"


def test_a_registry_with_tokens(hub: Hub) -> None:
    hub.challenge = f'Bearer realm="{hub.url}/token",service="s",scope="repository:acme/m:pull"'
    hub.answers = {
        "/token?service=s&scope=repository%3Aacme%2Fm%3Apull": {"token": "t"},
        "/v2/acme/m/manifests/1": b"{}",
    }
    assert asked(hub, f"{hub.host}/acme/m:1").startswith("oci sha256:")
    assert hub.asked[-1] == ("/v2/acme/m/manifests/1", "Bearer t")
    hub.challenge = 'Bearer realm="https://elsewhere.example/token"'
    with pytest.raises(UpstreamError, match="token of another host"):
        asked(hub, f"{hub.host}/acme/m:1", **{"OCI_USERNAME": "u", "OCI_PASSWORD": "p"})
    assert "Basic" not in str(hub.asked)


def test_what_is_refused(hub: Hub) -> None:
    hub.redirects = {
        "/api/models/acme/moved/revision/main": "/api/models/acme/base/revision/main",
        "/api/models/acme/away/revision/main": "http://localhost:1/x",
        "/api/models/acme/loop/revision/main": "/api/models/acme/loop/revision/main",
    }
    hub.answers = {
        "/api/models/acme/base/revision/main": {"sha": COMMIT},
        "/api/models/acme/long/revision/main": b" " * (MAX_BYTES + 1),
        "/api/models/acme/odd/revision/main": {"sha": "main"},
        "/api/models/acme/none/revision/main": b"<html>",
    }
    assert asked(hub, "acme/moved") == f"huggingface {COMMIT}"
    said = {}
    for name in ("away", "loop", "long", "odd", "none", "absent"):
        with pytest.raises(UpstreamError) as caught:
            asked(hub, f"acme/{name}", HF_TOKEN=GIVEN)
        said[name] = str(caught.value)
        assert GIVEN not in str(caught.value)
    assert "another host" in said["away"]
    assert "without an end" in said["loop"]
    assert "more than" in said["long"]
    assert "no commit" in said["odd"]
    assert "no JSON" in said["none"]
    assert "404" in said["absent"]


@pytest.mark.parametrize(
    "url",
    [
        "http://registry.acme.example/x", "https://169.254.169.254/x", "https://127.0.0.1:1/x", "https://[::1]/x",
        "https://localhost/x", "https://metadata.google.internal/x", "https://u:p@acme.example/x", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_addresses_that_a_reference_may_not_name(url: str) -> None:
    with pytest.raises(UpstreamError, match="is not asked"):
        Door(timeout=1).get(url)


def test_no_two_registries_take_one_reference() -> None:
    values = (
        "acme/m",
        "hf://acme/m",
        "oci://ghcr.io/a/b",
        "ghcr.io/a/b:1",
        "models:/a@b",
        "models:/a",
        "gpt-4o",
        "o3",
        "claude-x",
    )
    takers = {
        value: [name for name, one in REGISTRIES.all().items() if one.takes(Reference(value))] for value in values
    }
    assert {value: len(found) for value, found in takers.items()} == dict.fromkeys(values, 1)
    assert look_up(Door(), Reference("a/b/c:latest"), {}) is None
