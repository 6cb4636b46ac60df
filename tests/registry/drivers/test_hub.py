"""The driver of the Hub's layout against real git repositories, with LFS pointers as the Hub has them."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gate.git.lfs import pointer_to
from gate.registry.drivers.hub import Hub, open_registry
from gate.registry.port import MovedError, RegistryError
from gate.values.canonical import digest_of
from gate.values.errors import UsageError
from tests.registry import driving
from tests.registry.driving import ENVELOPE, NAME, one


class Repository:
    """A bare repository with two versions, and a clone to push more from."""

    def __init__(self, folder: Path) -> None:
        self.bare = folder / f"{NAME}.git"
        self.clone = folder / "clone"
        self.clone.mkdir()
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", str(self.bare))
        for version in ("1", "2"):
            self.release(version, f"weights {version}".encode())

    def git(self, *arguments: str) -> str:
        given = ["-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *given, *arguments], cwd=self.clone, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def release(self, version: str, weights: bytes) -> None:
        oid = digest_of(weights).removeprefix("sha256:")
        (self.clone / "model.safetensors").write_bytes(pointer_to(oid, len(weights)))
        (self.clone / "config.json").write_text("{}")
        self.git("add", "-A")
        self.git("commit", "--quiet", "--allow-empty", "-m", version)
        self.git("tag", version)
        self.git("push", "--quiet", "origin", "main", version)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


@pytest.fixture
def registry(repository: Repository) -> Hub:
    return open_registry(f"hf-layout:{repository.bare}", {})


def test_does_what_a_registry_does(registry: Hub) -> None:
    assert registry.swaps
    driving.finds(registry)
    driving.attaches(registry)
    driving.hints(registry)
    driving.moves(registry)
    driving.finds(registry)


def test_files_and_the_digest_of_the_weights(registry: Hub) -> None:
    first = one(registry, "1")
    weights = digest_of(b"weights 1")
    assert (first.digest, dict(first.files)) == (
        weights,
        {"config.json": digest_of(b"{}"), "model.safetensors": weights},
    )


def test_statement_lies_beside_the_weights(registry: Hub, repository: Repository) -> None:
    registry.attach(one(registry, "1"), ENVELOPE)
    repository.git("pull", "--quiet", "origin", "main")
    (place,) = (repository.clone / "tunegate" / "statements" / repository.git("rev-parse", "1")).iterdir()
    assert place.read_bytes() == ENVELOPE
    assert repository.git("log", "-1", "--format=%an: %s") == "tunegate: Attach a statement to 1"


def test_tag_that_was_moved_loses_its_statements(registry: Hub, repository: Repository) -> None:
    registry.attach(one(registry, "1"), ENVELOPE)
    repository.git("push", "--quiet", "--force", "origin", "2:refs/tags/1")
    again = open_registry(registry.url, {})
    assert again.attached(one(again, "1")) == ()


def test_concurrent_publishes(registry: Hub, repository: Repository) -> None:
    envelopes = [b'{"payload":"%d"}' % number for number in range(3)]

    def attach(envelope: bytes) -> bool:
        other = open_registry(registry.url, {})
        return other.attach(one(other, "2"), envelope)

    with ThreadPoolExecutor(3) as pool:
        assert all(pool.map(attach, envelopes))
    assert sorted(registry.attached(one(registry, "2"))) == envelopes


def test_alias_that_someone_else_moved(registry: Hub, repository: Repository) -> None:
    registry.move(NAME, "production", "1", None)
    repository.git("push", "--quiet", "--force", "origin", "2:refs/heads/production")
    with pytest.raises(MovedError, match="stands for version 2, not for 1"):
        registry.move(NAME, "production", "1", "1")
    assert one(registry, "production").version == "2"
    with pytest.raises(UsageError, match="the default branch"):
        registry.move(NAME, "main", "1", None)
    with pytest.raises(UsageError, match="has no version 9"):
        registry.move(NAME, "production", "9", "2")


def test_only_the_ref_that_was_read_is_moved(registry: Hub, repository: Repository) -> None:
    """Compare and swap: what the other side has decides, not what was fetched."""
    registry.move(NAME, "production", "1", None)
    commit, old = (repository.git("rev-parse", name) for name in ("2", "1"))
    repository.git("push", "--quiet", "--force", "origin", "2:refs/heads/production")
    assert not registry._remote.push("refs/heads/production", old, old)
    assert repository.git("ls-remote", "origin", "refs/heads/production").startswith(commit)


@pytest.mark.parametrize("how", ["link", "large"])
def test_files_that_vouch_for_nothing(repository: Repository, how: str) -> None:
    if how == "link":
        (repository.clone / "more.safetensors").symlink_to("model.safetensors")
    else:
        (repository.clone / "more.bin").write_bytes(b"\0" * (17 * 1024 * 1024))
    repository.release("3", b"third")
    registry = open_registry(f"hf-layout:{repository.bare}", {})
    with pytest.raises(RegistryError, match=r"is a link or a submodule|17,825,792|bytes"):
        registry.find(NAME, "3")


def test_repository_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no repository"):
        open_registry(f"hf-layout:{tmp_path}/none", {})
    (tmp_path / "plain").mkdir()
    with pytest.raises(RegistryError, match="git fetch: ") as caught:
        open_registry(f"hf-layout:{tmp_path}/plain", {})
    assert caught.value.exit_code == 3
    for url in ("hf-layout:ext::sh -c id", "hf-layout:--upload-pack=id", "hf-layout:http://models.acme.example/a"):
        with pytest.raises(UsageError):
            open_registry(url, {})


def test_registry_that_is_gone(registry: Hub, repository: Repository) -> None:
    version = one(registry, "1")
    repository.bare.rename(repository.bare.with_suffix(".moved"))
    with pytest.raises(RegistryError, match="git fetch: "):
        registry.attach(version, ENVELOPE)
    repository.bare.with_suffix(".moved").rename(repository.bare)
    assert registry.attach(version, ENVELOPE)
