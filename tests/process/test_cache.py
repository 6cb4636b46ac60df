"""The cache helps repeated local runs, has no say in CI, and is never needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import MODEL, check, tunegate
from tests.repo import Repo

LARGE = b'{"text": "a line of training data"}\n' * 40_000


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def large(example: Repo) -> Repo:
    example.write("data/train/large.jsonl", LARGE)
    example.commit()
    return example


def test_digests_of_large_blobs_are_kept(large: Repo, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    env = {"TUNEGATE_CACHE": str(cache)}
    first = tunegate(large, "state", "--head", "HEAD", env=env)
    assert first.returncode == 0
    (digest,) = files(cache / "digest")
    assert digest.name == large.git("rev-parse", "HEAD:data/train/large.jsonl")
    check(large, "--base", "HEAD^", "--head", "HEAD", env=env)
    assert {path.relative_to(cache).parts[0] for path in files(cache)} == {"digest", "drift"}
    assert tunegate(large, "state", "--head", "HEAD", env=env).stdout == first.stdout
    # what is kept is what is used
    digest.write_text("sha256:" + "0" * 64)
    assert tunegate(large, "state", "--head", "HEAD", env=env).stdout != first.stdout
    digest.write_text("nonsense")
    assert tunegate(large, "state", "--head", "HEAD", env=env).stdout == first.stdout


@pytest.mark.parametrize("env", [{"CI": "true"}, {"TUNEGATE_CACHE": "off"}])
def test_off(env: dict[str, str], large: Repo, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "xdg"), "TUNEGATE_CACHE": ""}
    assert tunegate(large, "state", env={**home, **env}).returncode == 0
    assert files(tmp_path / "xdg") == []


def test_a_cache_that_cannot_be_written_is_no_error(example: Repo, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = check(example, "--all-models", env={"TUNEGATE_CACHE": str(tmp_path / "file" / "below")})
    assert done.stdout.startswith(f"PASS: the disposition covers the state of {MODEL}\n")
