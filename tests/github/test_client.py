"""The door to GitHub's REST API, on a real server: limits, retries, pages, and a token that goes nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gate.github import client as github
from gate.github.client import Client, GithubError
from tests.forge import REPO, TOKEN, Forge, Reply, Request, serve


@pytest.fixture
def forge() -> Iterator[Forge]:
    with serve(Forge()) as running:
        yield running


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def client(forge: Forge, waits: list[float] | None = None, **more: Any) -> Client:
    return Client(TOKEN, forge.url, sleep=(waits if waits is not None else []).append, **more)


def replies(*rows: Reply) -> Any:
    """The replies in turn, then what the forge itself says."""
    left = list(rows)
    return lambda request: left.pop(0) if left else None


def error_of(call: Any, *args: Any, **kwargs: Any) -> GithubError:
    with pytest.raises(GithubError) as caught:
        call(*args, **kwargs)
    assert TOKEN not in str(caught.value) + repr(caught.value.problems)
    return caught.value


def test_request(forge: Forge) -> None:
    client(forge).get(f"{REPO}/pulls/7")
    (request,) = forge.requests
    headers = {name.lower(): value for name, value in request.headers.items()}
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["accept"].startswith("application/vnd.github+json")
    assert headers["x-github-api-version"] == "2022-11-28"
    assert headers["user-agent"].startswith("tunegate/")


def test_netrc_does_not_take_the_place_of_the_token(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    client(forge).get(f"{REPO}/pulls/7")
    assert forge.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"


# -- tokens and addresses


@pytest.mark.parametrize("token", ["a b", "a\nX-Other: b", "ä", "", "x" * 5000])
def test_a_token_that_is_none(token: str) -> None:
    with pytest.raises(GithubError) as caught:
        Client(token)
    assert str(caught.value) == "the token has characters that no token has"


def test_line_end_of_a_pasted_token(forge: Forge) -> None:
    Client(f" {TOKEN}\r\n", forge.url).get(f"{REPO}/pulls/7")
    assert forge.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    "url",
    [
        "http://forge.acme.example",
        "https://user:pass@forge.acme.example",
        "https://forge.acme.example/?a=b",
        "https://forge.acme.example/#a",
        "https://forge.acme.example:port",
        "file:///etc/passwd",
        "forge.acme.example",
        "https://",
        "http://127.0.0.1.acme.example",
    ],
)
def test_an_address_that_is_none(url: str) -> None:
    error = error_of(Client, TOKEN, url)
    assert str(error) == "GITHUB_API_URL is not the address of an API"


def test_no_token() -> None:
    error = error_of(Client.of, {"GITHUB_TOKEN": "\n"})
    assert (str(error), error.status, error.exit_code) == ("there is no token", 401, 3)


@pytest.mark.parametrize("name", ["a", "a/b/c", "../a", "a/..", "a/.", "a/b?c", "a/b#c", "a/b\n", "-/a b", "a-/b", ""])
def test_a_repository_that_is_none(name: str) -> None:
    error_of(github.repository_path, name)


@pytest.mark.parametrize("name", ["acme/assistant", "a/.github", "a-b/c.d_e-f"])
def test_a_repository(name: str) -> None:
    assert github.repository_path(name) == f"/repos/{name}"


# -- redirects


def test_a_redirect_on_the_host_is_followed_with_its_method(forge: Forge) -> None:
    forge.answer = replies(Reply(301, {}, {"Location": f"{forge.url}{REPO}/pulls/7"}))
    assert client(forge).get("/repos/acme/old/pulls/7")["number"] == 7
    forge.answer = replies(Reply(307, {}, {"Location": f"{REPO}/issues/7/comments"}))
    assert client(forge).post("/repos/acme/old/issues/7/comments", {"body": "x"})["body"] == "x"
    assert forge.asked()[2:] == ["POST /repos/acme/old/issues/7/comments", f"POST {REPO}/issues/7/comments"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(forge: Forge, status: int) -> None:
    with serve(Forge()) as other:
        forge.answer = replies(Reply(status, {}, {"Location": f"{other.url}{REPO}/pulls/7"}))
        error = error_of(client(forge).get, f"{REPO}/pulls/7")
        assert str(error) == "GitHub's answer leads to another host, which is not followed"
        assert other.requests == []


@pytest.mark.parametrize("location", ["//forge.acme.example/x", "https://[", "http://127.0.0.1:notaport/"])
def test_a_redirect_to_nowhere(forge: Forge, location: str) -> None:
    forge.answer = replies(Reply(302, {}, {"Location": location}))
    assert "leads to" in str(error_of(client(forge).get, f"{REPO}/pulls/7"))


def test_redirects_without_an_end(forge: Forge) -> None:
    forge.answer = lambda request: Reply(302, {}, {"Location": f"{forge.url}{request.path}"})
    assert str(error_of(client(forge).get, "/a")) == "GitHub redirects GET without an end"
    assert len(forge.requests) == github.MAX_REDIRECTS + 1


# -- retries


@pytest.mark.parametrize(
    ("reply", "wait"),
    [
        (Reply(503), 1.0),
        (Reply(429, {}, {"Retry-After": "7"}), 7.0),
        (Reply(403, {"message": "You have exceeded a secondary rate limit."}), 60.0),
        (Reply(403, {}, {"Retry-After": "3"}), 3.0),
        (Reply(403, {}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1000"}), 1.0),
        (Reply(0), 1.0),
    ],
)
def test_what_passes_is_tried_again(forge: Forge, reply: Reply, wait: float) -> None:
    waits: list[float] = []
    forge.answer = replies(reply)
    assert client(forge, waits).get(f"{REPO}/pulls/7")["number"] == 7
    assert waits == [wait]
    assert len(forge.requests) == 2


def test_what_does_not_pass_is_given_up(forge: Forge) -> None:
    waits: list[float] = []
    forge.answer = lambda request: Reply(502, {"message": "Bad Gateway"})
    error = error_of(client(forge, waits).get, f"{REPO}/pulls/7")
    assert str(error) == f"GitHub answered GET {REPO}/pulls/7 with 502: Bad Gateway"
    assert (error.status, error.problems[0].remedy) == (502, "Run the job again later.")
    assert (waits, len(forge.requests)) == ([1.0, 2.0, 4.0], 4)


@pytest.mark.parametrize("reply", [Reply(502), Reply(0)])
def test_a_post_that_may_have_been_taken_is_not_sent_again(forge: Forge, reply: Reply) -> None:
    forge.answer = lambda request: reply
    error_of(client(forge).post, f"{REPO}/check-runs", {})
    assert len(forge.requests) == 1


def test_a_post_that_was_not_taken_is_sent_again(forge: Forge) -> None:
    forge.answer = replies(Reply(429, {}, {"Retry-After": "1"}))
    assert client(forge).post(f"{REPO}/issues/7/comments", {"body": "x"})["body"] == "x"


def test_a_wait_that_is_too_long_is_not_begun(forge: Forge) -> None:
    waits: list[float] = []
    forge.answer = lambda request: Reply(429, {}, {"Retry-After": "86400"})
    error = error_of(client(forge, waits).get, "/a")
    assert "GitHub asks to wait 86400 s before GET /a" in str(error)
    assert waits == []


def test_nobody_listens() -> None:
    with serve(Forge()) as gone:
        url = gone.url
    waits: list[float] = []
    error = error_of(Client(TOKEN, url, sleep=waits.append).post, "/a", {})
    assert str(error) == "POST /a was not answered: no connection"
    assert waits == [1.0, 2.0, 4.0]


def test_no_answer_in_time(forge: Forge) -> None:
    import threading

    release = threading.Event()

    def slow(request: Request) -> Reply | None:
        release.wait(10)
        return None

    forge.answer = slow
    error = error_of(client(forge, timeout=0.05, budget=5).post, "/a", {})
    release.set()
    assert str(error) == "POST /a was not answered: no answer in time"


# -- answers


@pytest.mark.parametrize("status", [401, 403, 404, 422])
def test_a_refusal_says_what_to_do(forge: Forge, status: int) -> None:
    said = f"No {TOKEN}\n::error::x \x1b[31m" + "y" * 5000
    forge.answer = lambda request: Reply(status, {"message": said})
    error = error_of(client(forge).get, "/a")
    text = str(error)
    assert text.startswith(f"GitHub answered GET /a with {status}: No [token] ::error::x \\x1b[31myyy")
    assert (error.status, len(text) < 400, "\n" in text) == (status, True, False)
    assert len(forge.requests) == 1


@pytest.mark.parametrize("raw", [b"<html>", b"", b"[" * 100_000, b"\xff"])
def test_an_answer_that_is_no_json(forge: Forge, raw: bytes) -> None:
    forge.answer = lambda request: Reply(200, raw=raw)
    assert str(error_of(client(forge).get, "/a")) == "GitHub's answer is no JSON"
    forge.answer = lambda request: Reply(500, raw=raw)
    assert str(error_of(client(forge).get, "/a")) == "GitHub answered GET /a with 500"


def test_an_answer_that_is_too_long(forge: Forge) -> None:
    import gzip

    for headers, raw in (
        ({}, b" " * (github.MAX_BYTES + 1)),
        ({"Content-Encoding": "gzip"}, gzip.compress(b" " * (github.MAX_BYTES * 4))),
        ({"Location": "/b"}, b" " * (github.MAX_BYTES + 1)),
    ):
        reply = Reply(302 if "Location" in headers else 200, None, headers, raw)
        forge.answer = replies(reply)
        assert str(error_of(client(forge).get, "/a")) == f"GitHub's answer has more than {github.MAX_BYTES} bytes"


# -- pages


def test_pages(forge: Forge) -> None:
    forge.page = 2
    forge.comments = [forge.comment("someone", str(n)) for n in range(5)]
    assert [row["body"] for row in client(forge).rows(f"{REPO}/issues/7/comments", since="x")] == list("01234")
    assert forge.requests[0].query == {"since": "x", "per_page": "100"}
    assert [r.query.get("page") for r in forge.requests] == [None, "2", "3"]


def test_pages_of_an_object(forge: Forge) -> None:
    forge.page = 1
    body = {"name": "n", "head_sha": "a", "status": "completed", "conclusion": "success"}
    for _ in range(3):
        forge.run("x", {**body, "output": {"title": "t", "summary": "s"}})
    forge.answer = lambda request: request.query.update(check_name="n")  # type: ignore[attr-defined]
    rows = client(forge).rows(f"{REPO}/commits/a/check-runs", "check_runs", check_name="n")
    assert [row["id"] for row in rows] == [700, 701, 702]


def test_pages_without_an_end(forge: Forge) -> None:
    forge.answer = lambda request: Reply(200, [{}], {"Link": f'<{forge.url}/a>; rel="next"'})
    assert str(error_of(list, client(forge).rows("/a"))) == f"GET /a has more than {github.MAX_PAGES} pages"


def test_a_page_on_another_host_is_not_asked_for(forge: Forge) -> None:
    with serve(Forge()) as other:
        forge.answer = lambda request: Reply(200, [{}], {"Link": f'<{other.url}/a>; rel="next"'})
        assert "another host" in str(error_of(list, client(forge).rows("/a")))
        assert other.requests == []


@pytest.mark.parametrize("value", [{}, {"rows": []}, [1], "x", None])
def test_a_page_that_is_no_list(forge: Forge, value: object) -> None:
    forge.answer = lambda request: Reply(200, value)
    assert str(error_of(list, client(forge).rows("/a"))) == "GitHub's answer to GET /a is not a list"


# -- whose token it is


def test_login(forge: Forge) -> None:
    assert client(forge).login() == "github-actions[bot]"
    assert [(r.method, r.path, r.body) for r in forge.requests] == [
        ("POST", "/graphql", {"query": "query { viewer { login } }"})
    ]
    Client(TOKEN, f"{forge.url}/api/v3/")
    forge.answer = lambda request: Reply(200, {"errors": [{"message": TOKEN}]})
    assert str(error_of(client(forge).login)) == "GitHub does not say whose token it is"


def test_login_of_a_server_of_ones_own(forge: Forge) -> None:
    forge.answer = lambda request: Reply(200, {"data": {"viewer": {"login": "x"}}})
    assert Client(TOKEN, f"{forge.url}/api/v3/").login() == "x"
    assert forge.asked() == ["POST /api/graphql"]
