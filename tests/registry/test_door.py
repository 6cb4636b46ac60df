from __future__ import annotations

import socket
import time
from collections.abc import Mapping

import pytest

from gate.registry.door import Door, base_of, same_host, token_for
from gate.registry.port import RegistryError
from gate.upstream.door import MAX_BYTES
from gate.values.errors import UsageError
from tests.registry.loopback import Answer, Asked, Said, answering

WHERE = "mlflow+http://here"
GIVEN = "s3cret-token"


def send(answer: Answer, method: str = "GET", path: str = "/x", timeout: float = 20) -> str:
    """The message and remedy of the error that a request to such a server ends with."""
    with answering(answer) as server:
        door = Door(f"http://{server.host}", WHERE, "Set the token.", timeout=timeout)
        with pytest.raises(RegistryError) as caught:
            door.send(method, path, {"Authorization": GIVEN}, b"{}" if method == "POST" else None)
    (problem,) = caught.value.problems
    assert problem.path == WHERE
    assert GIVEN not in problem.message
    assert caught.value.exit_code == 3
    return f"{problem.message} | {problem.remedy}"


def test_registry_that_is_down() -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with pytest.raises(RegistryError, match="there is no connection to"):
        Door(f"http://127.0.0.1:{port}", WHERE, "").send("GET", "/x")


def test_registry_that_is_slow() -> None:
    def answer(_: Asked) -> Said:
        time.sleep(1)
        return Said()

    assert "does not answer in time | Run the command again later" in send(answer, timeout=0.2)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said({}, 500), "answers 500 | Run the command again later"),
        (Said({"message": "no\nsuch"}, 400), "GET /x: the registry answers 400: no such | Check the registry's URL"),
        (Said({"errors": [{"message": "denied"}]}, 404), "answers 404: denied |"),
        (Said({}, 401), "GET /x: the registry refuses (401) | Set the token."),
        (Said({}, 403), "the registry refuses (403) | Set the token."),
        (Said(b" " * (MAX_BYTES + 1)), "has more than"),
        (Said({}, 302, {"Location": "http://elsewhere.example/x"}), "leads to another host, which is not followed"),
        (Said({}, 302, {"Location": "//elsewhere.example/x"}), "leads to another host, which is not followed"),
        (Said({}, 307, {"Location": "/x"}), "redirects without an end"),
    ],
)
def test_answer_that_is_none(said: Said, expected: str) -> None:
    assert expected in send(lambda _: said)


def test_what_is_written_follows_no_redirect() -> None:
    assert "leads elsewhere, which is not followed" in send(lambda _: Said({}, 307, {"Location": "/y"}), "POST")


def test_redirect_on_the_same_host_is_followed() -> None:
    with answering(
        lambda asked: Said({}, 302, {"Location": "/b"}) if asked.path == "/a" else Said({"ok": 1})
    ) as server:
        door = Door(f"http://{server.host}", WHERE, "")
        assert door.json(door.send("GET", "/a")) == {"ok": 1}
        with pytest.raises(RegistryError, match="another host"):
            door.send("GET", "http://127.0.0.2/a")
        server.answer = lambda _: Said(b"<html>")
        reply = door.send("GET", "/a")
        with pytest.raises(RegistryError, match="is not JSON"):
            door.json(reply)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mlflow+https://user:pw@host", "holds credentials"),
        ("mlflow+http://models.acme.example", "is another machine"),
        ("mlflow+http://169.254.169.254", "is another machine"),
        ("mlflow+ftp://host", "is not an address"),
        ("mlflow+https://host/?a=b", "is not an address"),
        ("mlflow+https://", "is not an address"),
    ],
)
def test_address_that_is_none(url: str, expected: str) -> None:
    with pytest.raises(UsageError, match=expected):
        base_of(url, "mlflow+")


def test_address() -> None:
    assert base_of("mlflow+https://Host.Example:8443/a/", "mlflow+") == "https://host.example:8443/a"
    assert base_of("mlflow+http://127.0.0.1:5000", "mlflow+") == "http://127.0.0.1:5000"


@pytest.mark.parametrize(
    ("host", "is_sent"),
    [
        ("https://m.example", True),
        ("https://m.example:443/mlflow", True),
        ("https://M.example", True),
        ("", False),
        ("https://m.example.evil", False),
        ("https://m.example:8443", False),
        ("http://m.example", False),
        ("https://x@m.example.evil", False),
        ("https://m.example:x", False),
    ],
)
def test_token_goes_to_the_host_that_it_is_for(host: str, is_sent: bool) -> None:
    environment: Mapping[str, str] = {"TOKEN": f" {GIVEN}\n", "HOST": host, "OTHER": ""}
    expected = {"TOKEN": GIVEN} if is_sent else {}
    assert token_for("https://m.example", environment, ("TOKEN", "OTHER"), "HOST") == expected


def test_same_host() -> None:
    assert same_host("http://[::1]:80/a", "http://[::1]/b")
    assert not same_host("https://a", "https://b")
