"""A registry that has the referrers API, and what it must not do: the driver computes every digest itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gate.registry.drivers.oci import DSSE, IN_TOTO, Oci, open_registry
from gate.registry.port import RegistryError, Version
from gate.values.canonical import canonical_json, digest_of
from gate.values.errors import UsageError
from tests.registry.driving import ENVELOPE
from tests.registry.loopback import Asked, Loopback, Said, answering

NAME = "support"
WEIGHTS = digest_of(b"weights")
LAYER = {"mediaType": "x/weights", "digest": WEIGHTS, "size": 7}
NOTES = {"org.opencontainers.image.title": "model.safetensors"}


class Registry:
    """Keeps manifests and blobs in memory, and answers as distribution 1.1 says; a test changes how."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.manifests: dict[str, bytes] = {}  # by tag and by digest
        self.headers: dict[str, str] = {}
        self.instead: dict[str, Said] = {}  # part of a path -> answer
        self.keep("1", {"schemaVersion": 2, "layers": [{**LAYER, "annotations": NOTES}]})

    def keep(self, tag: str, value: Any) -> None:
        body = canonical_json(value)
        self.manifests |= {tag: body, digest_of(body): body}

    def __call__(self, asked: Asked) -> Said:
        if found := next((said for part, said in self.instead.items() if part in asked.path), None):
            return found
        path, _, query = asked.path.partition("?")
        last = path.rpartition("/")[2]
        if path.endswith("/tags/list"):
            return Said({"tags": sorted(tag for tag in self.manifests if ":" not in tag)})
        if "/referrers/" in path:
            return Said({"manifests": [self.row(body) for body in self.referring(last)]})
        if "/manifests/" in path and asked.method == "PUT":
            self.keep(last, asked.json())
            return Said(status=201)
        if "/blobs/uploads" in path and asked.method == "POST":
            return Said(status=202, headers={"Location": f"/v2/{NAME}/blobs/uploads/7?state=x"})
        if "/blobs/uploads" in path:
            self.blobs[query.rpartition("digest=")[2]] = asked.body
            return Said(status=201)
        body = (self.blobs if "/blobs/" in path else self.manifests).get(last)
        return Said(status=404) if body is None else Said(body, headers=self.headers)

    def referring(self, digest: str) -> list[bytes]:
        rows = {body for body in self.manifests.values() if json.loads(body).get("subject", {}).get("digest") == digest}
        return sorted(rows)

    def row(self, body: bytes) -> dict[str, Any]:
        kind = json.loads(body)["artifactType"]
        return {"mediaType": "x", "digest": digest_of(body), "size": len(body), "artifactType": kind}


@pytest.fixture
def registry() -> Registry:
    return Registry()


def opened(server: Loopback, **environment: str) -> Oci:
    return open_registry(f"oci://{server.host}", environment)


def version(found: Oci) -> Version:
    (row,) = found.find(NAME, "1")
    return row


def test_referrers_api(registry: Registry) -> None:
    with answering(registry) as server:
        found = opened(server)
        assert found.attach(version(found), ENVELOPE)
        assert not found.attach(version(found), ENVELOPE)
        assert found.attached(version(found)) == (ENVELOPE,)
        kept = str(version(found).digest).replace(":", "-")
        assert kept not in registry.manifests  # no index where the registry has the API
        assert dict(version(found).files) == {"model.safetensors": WEIGHTS}


def test_digest_that_is_not_that_of_the_bytes(registry: Registry) -> None:
    with answering(registry) as server:
        registry.headers = {"Docker-Content-Digest": "sha256:" + "0" * 64}
        with pytest.raises(RegistryError, match="gives other bytes than those of sha256:000"):
            opened(server).find(NAME, "1")


def test_envelope_of_other_bytes(registry: Registry) -> None:
    with answering(registry) as server:
        found = opened(server)
        found.attach(version(found), ENVELOPE)
        registry.blobs[digest_of(ENVELOPE)] = b"{}"
        with pytest.raises(RegistryError, match="gives other bytes"):
            found.attached(version(found))
        registry.blobs[digest_of(ENVELOPE)] = ENVELOPE
        assert found.attached(version(found)) == (ENVELOPE,)


def test_statement_of_another_manifest_is_listed(registry: Registry) -> None:
    """What a list says is about this manifest has to say so itself."""
    with answering(registry) as server:
        found = opened(server)
        registry.blobs[digest_of(ENVELOPE)] = ENVELOPE
        layer = {"mediaType": DSSE, "digest": digest_of(ENVELOPE), "size": len(ENVELOPE)}
        other = {"artifactType": IN_TOTO, "layers": [layer], "subject": {"digest": "sha256:" + "9" * 64}}
        registry.keep("2", other)
        row = registry.row(registry.manifests["2"])
        registry.instead["/referrers/"] = Said({"manifests": [row]})
        assert found.attached(version(found)) == ()
        registry.keep(f"{str(version(found).digest).replace(':', '-')}.0", other)
        assert found.attached(version(found)) == ()


def test_large_envelope(registry: Registry) -> None:
    with answering(registry) as server:
        found = opened(server)
        layer = {"mediaType": DSSE, "digest": digest_of(ENVELOPE), "size": 10_000_000}
        subject = {"digest": version(found).digest}
        registry.keep("x", {"artifactType": IN_TOTO, "layers": [layer], "subject": subject})
        with pytest.raises(RegistryError, match="an envelope has more than 90,000 bytes"):
            found.attached(version(found))


@pytest.mark.parametrize(
    ("part", "said", "expected"),
    [
        ("/tags/list", Said({"tags": ["1", "1"]}), "lists support@1 twice"),
        ("/tags/list", Said({"tags": [1]}), "is not a list of tags"),
        ("/tags/list", Said({"tags": {"a": 1}}), "is not a list of tags"),
        ("/tags/list", Said([]), "is not an object of JSON"),
        ("/tags/list", Said({"tags": ["1"]}, headers={"Link": '<http://127.0.0.2/x>; rel="next"'}), "on another host"),
        ("/manifests/1", Said(b"<html>"), "is not an object of JSON"),
        ("/manifests/1", Said({"layers": [{**LAYER, "annotations": NOTES}] * 2}), "has 'model.safetensors' twice"),
        ("/manifests/1", Said({"layers": [{**LAYER, "digest": "x", "annotations": NOTES}]}), "has 'x' for a digest"),
        ("/manifests/1", Said({}, 500), "answers 500"),
        ("/manifests/1", Said({}, 307, {"Location": "http://127.0.0.2/"}), "leads to another host"),
    ],
)
def test_answers_that_are_none(registry: Registry, part: str, said: Said, expected: str) -> None:
    registry.instead[part] = said
    with answering(registry) as server, pytest.raises(RegistryError, match=expected):
        opened(server).find(NAME, "1")


def test_pages_without_an_end(registry: Registry) -> None:
    count = 0

    def answer(asked: Asked) -> Said:
        nonlocal count
        count += 1
        link = {"Link": f'</v2/{NAME}/tags/list?n=1000&last=same>; rel="next"'}
        return Said({"tags": [str(count)]}, headers=link)

    with answering(answer) as server, pytest.raises(RegistryError, match="the same page again"):
        opened(server).find(NAME, "1")


def test_token_of_another_host(registry: Registry) -> None:
    def answer(asked: Asked) -> Said:
        if asked.headers.get("Authorization") == "Bearer t":
            return registry(asked)
        if asked.path.startswith("/token"):
            return Said({"token": "t"})
        return Said({}, 401, {"WWW-Authenticate": f'Bearer realm="{realm}",service="s",scope="x"'})

    with answering(answer) as server:
        here = f"http://{server.host}"
        given = {"OCI_REGISTRY": here, "OCI_USERNAME": "u", "OCI_PASSWORD": "p"}
        realm = f"{here}/token"
        assert opened(server, **given).find(NAME, "1")
        assert [row.headers.get("Authorization") for row in server.asked if "token" in row.path] == ["Basic dTpw"]
        for host in ({"OCI_REGISTRY": "https://other.example"}, {}):
            server.asked.clear()
            assert opened(server, **{**given, **host} if host else {"OCI_USERNAME": "u"}).find(NAME, "1")
            assert not any("Basic" in row.headers.get("Authorization", "") for row in server.asked)
        realm = "https://elsewhere.example/token"
        with pytest.raises(RegistryError, match=r"a token: the registry refuses \(401\)"):
            opened(server, **given).find(NAME, "1")


@pytest.mark.parametrize("url", ["oci://", "oci://u:p@host/a", "oci://host/../a", "oci://host/A", "oci://host?x"])
def test_url_that_is_none(url: str) -> None:
    with pytest.raises(UsageError, match="is not an OCI registry"):
        open_registry(url, {})


@pytest.mark.parametrize("name", ["Support", "a b", "a__"])
def test_name_that_no_repository_has(registry: Registry, name: str) -> None:
    with answering(registry) as server, pytest.raises(UsageError, match="is not a"):
        opened(server).find(name, "1")
