"""Servers that answer as MLflow does and should not: what the driver says, and that a repeat heals it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gate.registry.drivers.mlflow import STATEMENT, Mlflow, open_registry
from gate.registry.port import MovedError, RegistryError, Version
from gate.values.errors import UsageError
from tests.registry.driving import ENVELOPE
from tests.registry.loopback import Asked, Loopback, Said, answering

NAME = "support"
GONE = Said({"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "not found"}, 404)


class Liar:
    """Has version 1, and what is set on it; a test changes how it answers."""

    def __init__(self) -> None:
        self.tags: dict[str, str] = {}
        self.alias: str | None = None
        self.most = 100_000
        self.forgets = False
        self.steals: str | None = None

    def row(self, version: str = "1", **more: Any) -> dict[str, Any]:
        tags = [{"key": key, "value": value} for key, value in self.tags.items()]
        return {"name": NAME, "version": version, "tags": tags, **more}

    def __call__(self, asked: Asked) -> Said:
        path = urlsplit(asked.path).path.removeprefix("/api/2.0/mlflow/")
        query = {key: values[0] for key, values in parse_qs(urlsplit(asked.path).query).items()}
        if path == "model-versions/get":
            return Said({"model_version": self.row()}) if query["version"] == "1" else GONE
        if path == "model-versions/set-tag":
            body = asked.json()
            if len(body["value"]) > self.most:
                return Said({"error_code": "INVALID_PARAMETER_VALUE", "message": "value is too long"}, 400)
            if not self.forgets:
                self.tags[body["key"]] = body["value"]
            return Said()
        if path == "registered-models/alias" and asked.method == "POST":
            self.alias = self.steals or asked.json()["version"]
            return Said()
        if path == "registered-models/alias":
            return Said({"model_version": self.row(self.alias)}) if self.alias else GONE
        return Said({"model_versions": [self.row()], "registered_models": [{"name": NAME}]})


@pytest.fixture
def liar() -> Liar:
    return Liar()


def opened(server: Loopback) -> Mlflow:
    return open_registry(f"mlflow+http://{server.host}", {})


def version(registry: Mlflow) -> Version:
    (found,) = registry.find(NAME, "1")
    return found


def test_envelope_that_is_not_kept(liar: Liar) -> None:
    with answering(liar) as server:
        registry = opened(server)
        liar.forgets = True
        with pytest.raises(RegistryError, match="gives back another one") as caught:
            registry.attach(version(registry), ENVELOPE)
        assert "100,000 characters" in caught.value.problems[0].remedy
        liar.forgets = False
        assert registry.attach(version(registry), ENVELOPE)  # a repeat heals it
        assert registry.attached(version(registry)) == (ENVELOPE,)


def test_tag_at_the_size_limit(liar: Liar) -> None:
    """An older server holds 5,000 characters in a tag: it says so, nothing is written, and no other tag is lost."""
    liar.most = 5_000
    large = ENVELOPE[:-1] + b" " * 5_000 + b"}"
    with answering(liar) as server:
        registry = opened(server)
        with pytest.raises(RegistryError, match="answers 400: value is too long"):
            registry.attach(version(registry), large)
        assert liar.tags == {}
        assert registry.attach(version(registry), ENVELOPE)
        with pytest.raises(UsageError, match="is not ASCII"):
            registry.attach(version(registry), "{'\u00fc'}".encode())


def test_another_version_than_was_asked_for(liar: Liar) -> None:
    answers: list[Any] = [liar.row("2"), liar.row("1", name="other"), {"version": "x"}, None, [1]]
    for row in answers:
        said = Said({"model_version": row})

        def answer(asked: Asked, said: Said = said) -> Said:
            return GONE if "alias" in asked.path else said

        with (
            answering(answer) as server,
            pytest.raises(RegistryError, match=r"gives support@2|is not a version of support"),
        ):
            opened(server).find(NAME, "1")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"model_versions": [{"name": NAME, "version": "1"}] * 2}, "has support@1 twice"),
        ({"model_versions": {}}, "is not a list of model_versions"),
        ({"model_versions": [1]}, "is not a list of model_versions"),
        ([], "is not an object"),
        ({"model_versions": [], "next_page_token": "t"}, "gives the same page again"),
        ({"model_versions": [{"name": NAME, "version": "1", "aliases": 1}]}, "is not a list of aliases"),
        ({"model_versions": [{"name": NAME, "version": "1", "tags": [{"key": "a"}] * 2}]}, "one is there twice"),
        ({"model_versions": [{"name": NAME, "version": "1", "tags": {"a": 1}}]}, "cannot be read"),
        ({"model_versions": [{"name": NAME, "version": "9" * 40}]}, "is not a version of support"),
    ],
)
def test_lists_that_are_none(body: Any, expected: str) -> None:
    with answering(lambda _: Said(body)) as server, pytest.raises(RegistryError, match=expected):
        list(opened(server).versions(NAME))


def test_pages_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.registry.port.MAX_PAGES", 7)

    def answer(_: Asked) -> Said:
        return Said({"registered_models": [{"name": NAME}], "next_page_token": str(len(server.asked))})

    with answering(answer) as server:
        with pytest.raises(RegistryError, match="more than 7 pages"):
            list(opened(server).names())
        assert len(server.asked) == 7


def test_names_that_no_command_line_can_say() -> None:
    rows = [{"name": name} for name in ("a'b", "../x", "", 7, NAME)]
    with answering(lambda _: Said({"registered_models": rows})) as server:
        assert list(opened(server).names()) == [NAME]


def test_alias_that_someone_else_moves_at_the_same_time(liar: Liar) -> None:
    with answering(liar) as server:
        registry = opened(server)
        liar.steals = "3"
        with pytest.raises(MovedError, match="stands for version 3, not for 1"):
            registry.move(NAME, "production", "1", None)


def test_credentials(liar: Liar) -> None:
    with answering(liar) as server:
        here = f"http://{server.host}"
        for given, expected in (
            ({"MLFLOW_TRACKING_TOKEN": "t", "MLFLOW_TRACKING_URI": here}, "Bearer t"),
            (
                {"MLFLOW_TRACKING_USERNAME": "u", "MLFLOW_TRACKING_PASSWORD": "p", "MLFLOW_TRACKING_URI": here},
                "Basic dTpw",
            ),
            ({"MLFLOW_TRACKING_TOKEN": "t", "MLFLOW_TRACKING_URI": "http://127.0.0.1:1"}, None),
            ({"MLFLOW_TRACKING_TOKEN": "t"}, None),
        ):
            open_registry(f"mlflow+{here}", given).find(NAME, "1")
            assert server.asked[-1].headers.get("Authorization") == expected


def test_statements_are_not_hints(liar: Liar) -> None:
    liar.tags = {f"{STATEMENT}ab": "{}", "tunegate.status": "held", "team": "x"}
    with answering(liar) as server:
        registry = opened(server)
        assert dict(version(registry).hints) == {"tunegate.status": "held"}
        assert registry.attached(version(registry)) == (b"{}",)
