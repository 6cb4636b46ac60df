"""Who approved: the ways in which an approval is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gate.github.client import Client, GithubError
from gate.github.reviews import Approval, approvals, approving_logins
from tests.forge import TOKEN, Forge
from tests.prism import strict

HEAD, OLD = "b" * 40, "a" * 40
AUTHOR = 1


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Forge, str, bool]]:
    with strict(tmp_path_factory.mktemp("prism")) as found:
        yield found


@pytest.fixture
def forge(running: tuple[Forge, str, bool], monkeypatch: pytest.MonkeyPatch) -> Forge:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    forge = running[0]
    vars(forge).update(vars(Forge(url=forge.url, shapes=forge.shapes)))
    forge.author = user(forge, "the-author", AUTHOR)
    return forge


@pytest.fixture
def client(running: tuple[Forge, str, bool]) -> Client:
    return Client(TOKEN, running[1])


def user(forge: Forge, login: str, number: int, kind: str = "User") -> dict[str, Any]:
    return {**forge.shapes("comment").get("user", {}), "login": login, "id": number, "type": kind}


def review(
    forge: Forge,
    login: str | None,
    number: int,
    state: str = "APPROVED",
    *,
    commit: str | None = HEAD,
    kind: str = "User",
    association: str = "MEMBER",
    minute: int | None = None,
) -> None:
    at = len(forge.reviews) if minute is None else minute
    forge.reviews.append(
        {
            **forge.shapes("review"),
            "id": 80 + len(forge.reviews),
            "user": None if login is None else user(forge, login, number, kind),
            "state": state,
            "commit_id": commit,
            "author_association": association,
            "submitted_at": f"2026-11-23T12:{at:02d}:00Z",
        }
    )


def who(client: Client, **more: Any) -> set[str]:
    return set(approving_logins(client, "acme/assistant", 7, HEAD, **more))


def test_prism_refuses_what_github_would(running: tuple[Forge, str, bool]) -> None:
    """Else the other tests here would show nothing of it."""
    forge, url, is_strict = running
    if not is_strict:
        pytest.skip("no prism here; it comes with make tools, where npm is")
    vars(forge).update(vars(Forge(url=forge.url, shapes=forge.shapes)))
    with pytest.raises(GithubError) as caught:
        Client(TOKEN, url).post("/repos/acme/assistant/check-runs", {"name": "x"})
    assert caught.value.status == 422


def test_approvals(forge: Forge, client: Client) -> None:
    review(forge, "Risk-Owner", 5)
    review(forge, "colleague", 6, association="COLLABORATOR")
    assert approvals(client, "acme/assistant", 7, HEAD) == (
        Approval("colleague", 6, "COLLABORATOR", HEAD, "2026-11-23T12:01:00Z"),
        Approval("Risk-Owner", 5, "MEMBER", HEAD, "2026-11-23T12:00:00Z"),
    )
    assert approving_logins(client, "acme/assistant", 7, HEAD) == frozenset(("colleague", "risk-owner"))


def test_nobody(forge: Forge, client: Client) -> None:
    assert who(client) == set()


@pytest.mark.parametrize(
    ("states", "stands"),
    [
        (("APPROVED", "COMMENTED"), True),
        (("APPROVED", "CHANGES_REQUESTED"), False),
        (("APPROVED", "DISMISSED"), False),
        (("APPROVED", "CHANGES_REQUESTED", "APPROVED"), True),
        (("CHANGES_REQUESTED", "COMMENTED", "APPROVED"), True),
        (("APPROVED", "DISMISSED", "COMMENTED"), False),
        (("COMMENTED",), False),
        (("DISMISSED",), False),
        (("PENDING",), False),
        (("APPROVED", "PENDING"), True),
    ],
)
def test_the_latest_verdict_of_a_user_counts(
    forge: Forge, client: Client, states: tuple[str, ...], stands: bool
) -> None:
    for state in states:
        review(forge, "risk-owner", 5, state)
    assert who(client) == ({"risk-owner"} if stands else set())


def test_the_latest_by_time_whatever_the_order(forge: Forge, client: Client) -> None:
    review(forge, "risk-owner", 5, "CHANGES_REQUESTED", minute=9)
    review(forge, "risk-owner", 5, "APPROVED", minute=3)
    assert who(client) == set()


def test_one_user_under_two_names(forge: Forge, client: Client) -> None:
    """A user who was renamed between two reviews is one user."""
    review(forge, "old-name", 5)
    review(forge, "new-name", 5, "CHANGES_REQUESTED")
    assert who(client) == set()


def test_an_older_approval_of_the_head_does_not_come_back(forge: Forge, client: Client) -> None:
    review(forge, "risk-owner", 5, commit=HEAD)
    review(forge, "risk-owner", 5, commit=OLD)
    assert who(client) == set()


@pytest.mark.parametrize(
    "more",
    [
        {"commit": OLD},
        {"commit": None},
        {"commit": HEAD[:12]},
        {"number": AUTHOR, "login": "The-Author"},
        {"kind": "Bot", "login": "approve[bot]"},
        {"kind": "Organization"},
        {"login": None},
        {"association": "NONE"},
        {"association": "CONTRIBUTOR"},
        {"association": "FIRST_TIME_CONTRIBUTOR"},
    ],
)
def test_an_approval_that_is_none(forge: Forge, client: Client, more: dict[str, Any]) -> None:
    review(forge, **{"login": "someone", "number": 5, **more})
    assert who(client) == set()


def test_associations_that_count(forge: Forge, client: Client) -> None:
    review(forge, "someone", 5, association="CONTRIBUTOR")
    assert who(client, associations=("CONTRIBUTOR",)) == {"someone"}


def test_all_pages_count(forge: Forge) -> None:
    """Asked directly: the next page's address is the forge's own."""
    forge.page = 2
    for number in range(5):
        review(forge, f"user-{number}", 10 + number)
    review(forge, "user-0", 10, "CHANGES_REQUESTED")
    assert who(Client(TOKEN, forge.url)) == {"user-1", "user-2", "user-3", "user-4"}


@pytest.mark.parametrize(
    "row",
    [
        {"state": "APPROVED"},
        {"state": "SOMETHING", "user": None},
        {"state": "APPROVED", "user": {"login": "x"}},
        {"state": "APPROVED", "user": {"login": "x", "id": "5", "type": "User"}},
        {"state": "APPROVED", "user": {"login": "x", "id": 5, "type": "User"}, "id": 1},
        {"user": {"login": "x", "id": 5, "type": "User"}, "id": 1, "submitted_at": "2026-11-23T12:00:00Z"},
    ],
)
def test_what_cannot_be_understood_approves_nothing(forge: Forge, row: dict[str, Any]) -> None:
    forge.reviews.append(row)
    with pytest.raises(GithubError) as caught:
        who(Client(TOKEN, forge.url))
    assert caught.value.exit_code == 3


def test_a_pull_request_without_an_author_field(forge: Forge) -> None:
    from tests.forge import Reply

    review(forge, "someone", 5)
    forge.answer = lambda request: Reply(200, {}) if request.path.endswith("/pulls/7") else None
    with pytest.raises(GithubError):
        who(Client(TOKEN, forge.url))
