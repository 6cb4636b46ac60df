"""The training run names a commit of this repository that cannot be what ran, or data that only seems to be there."""

from __future__ import annotations

from gate.values.canonical import digest_of
from tests.bypass.deriving import MANIFEST, RUN, covered
from tests.bypass.wall import Edit, Row, attempt, replace, steps, text
from tests.repo import Repo

REPOSITORY = "code_repository: https://git.acme.example/ml/support-assistant-training\n"
COMMIT = "6b1f0c4de2a95f0d7c38b14a9e7725d0f3c8a6e1"
ORDERS = "data/train/orders-and-deliveries.jsonl"


def of_this_repository(started_at: str, revision: str = "HEAD") -> Edit:
    """The run is of a commit here; the commits of the tests are made at 09:00 on 2 November."""

    def edit(repo: Repo) -> None:
        replace(RUN, COMMIT, repo.git("rev-parse", revision))(repo)
        replace(RUN, REPOSITORY, "")(repo)
        replace(RUN, 'started_at: "2026-10-20T09:12:31Z"', f'started_at: "{started_at}"')(repo)

    return edit


def rules(repo: Repo, edit: Edit) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for one in attempt(repo, steps(edit, covered)).rows:
        found.setdefault(one[0], []).append(one)
    return found


def test_commit_that_was_made_after_the_run(example: Repo) -> None:
    found = rules(example, of_this_repository("2026-10-20T09:12:31Z"))
    line = text(example, RUN).splitlines().index(f'code_commit: "{example.git("rev-parse", "HEAD~1")}"') + 1
    assert found["run-commit-mismatch"] == [("run-commit-mismatch", RUN, line)]


def test_commit_that_was_there(example: Repo) -> None:
    assert "run-commit-mismatch" not in rules(example, of_this_repository("2026-11-02T10:00:00+01:00"))


def test_commit_without_the_configuration(example: Repo) -> None:
    def edit(repo: Repo) -> None:
        tree = repo.git("rev-parse", "HEAD:data")
        bare = repo.git("commit-tree", tree, "-m", "only data")
        repo.git("update-ref", "refs/heads/bare", bare)
        of_this_repository("2026-11-02T12:00:00Z", "refs/heads/bare")(repo)

    assert "run-commit-mismatch" in rules(example, edit)


def test_data_that_git_has_only_a_pointer_to(example: Repo) -> None:
    """The digest is that of the file, so the state is the same; nobody can count its records."""

    def edit(repo: Repo) -> None:
        data = (repo.path / ORDERS).read_bytes()
        digest = digest_of(data)
        pointer = f"version https://git-lfs.github.com/spec/v1\noid {digest}\nsize {len(data)}\n".encode()
        repo.write(ORDERS, pointer)
        replace(MANIFEST, "records: 93", "records: 9300")(repo)

    found = rules(example, edit)
    assert "derived-contradicted" not in found
    assert found  # a value that was derived is not any more, or the gate says that it cannot read the file


def test_two_documents_about_one_file(example: Repo) -> None:
    """A file that two sources claim: the records of both are compared."""

    def edit(repo: Repo) -> None:
        replace(MANIFEST, "records: 93", "records: 92")(repo)
        replace(MANIFEST, "records: 87", "records: 88")(repo)

    found = rules(example, edit)
    assert len(found["derived-contradicted"]) == 4
