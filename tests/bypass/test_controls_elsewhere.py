"""Controls of another repository: altered, unsigned, signed by others, ended, of yet another, replaced by older."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bypass.serving import (
    KEPT,
    NAMESPACE,
    OVERHANG,
    PLATFORM,
    SERVING,
    SIGNERS,
    decided,
    keep,
    resigned,
    serving,
    stated,
    training,
)
from tests.bypass.signing import ME
from tests.bypass.wall import CONFIG, append, decision, sign_again, text
from tests.command import NOW, check, fits, tunegate
from tests.keys import signer
from tests.repo import Repo

RULE = "control-elsewhere-rejected"
LATER = "2026-11-22T09:00:00Z"


@dataclass
class Two:
    """The repository that serves and the one that trains, on a branch of a pull request; digest of its statement."""

    serving: Repo
    training: Repo
    digest: str


@pytest.fixture(scope="module")
def made(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Two:
    folder = tmp_path_factory.mktemp("two")
    service = serving(folder / "serving")
    repo = Repo(shutil.copytree(prepared, folder / "training", symlinks=True))
    digest = keep(service, stated(service), repo)
    training(repo, digest)
    repo.commit("what is served is elsewhere")
    repo.git("switch", "--quiet", "--create", "topic")
    return Two(service, repo, digest)


@pytest.fixture
def two(made: Two, tmp_path: Path) -> Two:
    service, repo = (
        Repo(shutil.copytree(one.path, tmp_path / name, symlinks=True))
        for one, name in ((made.serving, "serving"), (made.training, "training"))
    )
    return Two(service, repo, made.digest)


def rejected(repo: Repo, now: str = NOW, base: str = "main") -> set[str]:
    """Why the controls elsewhere are not relied on, by a check of what is on disk."""
    sign_again(repo)
    repo.commit("an innocent change")
    found = decision(repo, base, now=now)
    assert found.verdict in ("block", "error"), found.verdict
    return {f.message.partition("does not count: ")[2] for f in found.findings if f.rule == RULE}


def test_a_repository_that_only_trains_goes_green(two: Two) -> None:
    repo = two.training
    done = tunegate(repo, "verify", "--now", NOW, "--trusted", "main", "--head", "main", "--format", "json")
    value = json.loads(done.stdout)
    fits("decision", value)
    assert (done.returncode, value["verdict"]) == (0, "pass"), done.stdout
    append("README.md", "\nMore.\n")(repo)
    repo.commit("a note")
    assert check(repo, "--base", "main", "--head", "HEAD", "--all-models").returncode == 0
    # what a signed statement says is derived, and none of it is typed
    case = json.loads(tunegate(repo, "case", "--base", "main", "--head", "HEAD", "--all-models", "--now", NOW).stdout)
    fits("case", case)
    overhang = case["models"]["support-assistant"]["evidence"]["artefacts"]["overhang-statement"]
    assert [row["elsewhere"]["found"]["signed"] for row in overhang["controls"]] == [[PLATFORM]] * 8
    counts = overhang["derived"]["counts"]
    assert (counts["derived"] >= 8 * 4, counts["unproven"]) == (True, 0)  # path, repository, statement and last day


def test_the_service_needs_no_disposition_of_the_model(two: Two) -> None:
    assert not (two.serving.path / "evidence" / "assistant" / "disposition.yaml").exists()
    assert text(two.serving, "evidence/assistant/published/controls.yaml").count("- surface:") == 8


def test_what_is_typed_is_unproven(two: Two) -> None:
    repo = two.training
    for file in sorted((repo.path / "evidence" / "support-assistant").glob("*.yaml")):
        typed = f'url: "https://acme.example/x", commit: "{"1" * 40}", digest: "sha256:{"2" * 64}"'
        file.write_text(re.sub(r'statement: "sha256:[0-9a-f]{64}"', typed, file.read_text()))
    decided(repo)
    repo.commit("typed")
    found = decision(repo)
    assert (found.verdict, {f.rule for f in found.findings if "elsewhere" in f.rule}) == (
        "pass",
        {"control-elsewhere-unproven"},
    )
    ((_, counts),) = found.values
    assert counts["unproven"] >= 5  # repository, url, commit, digest and last day of each control


# -- attempts


def altered(two: Two) -> None:
    replaced = text(two.training, KEPT).replace("empty: false", "empty: true", 1)
    two.training.write(KEPT, replaced)


def altered_and_named(two: Two) -> None:
    """Another file's digest in the statement, and the statement's new digest in the evidence."""
    repo = two.training
    repo.write(KEPT, text(repo, KEPT).replace("01b24624", "11b24624", 1))
    renamed(two)


def renamed(two: Two) -> None:
    """Name the statement that is on disk, and decide on that."""
    from gate.values.canonical import digest_of

    repo = two.training
    digest = digest_of((repo.path / KEPT).read_bytes())
    for file in sorted((repo.path / "evidence" / "support-assistant").glob("*.yaml")):
        file.write_text(file.read_text().replace(two.digest, digest))
    decided(repo)


def of_a_stranger(two: Two) -> None:
    resigned(two.training, by=ME)


def of_another_repository(two: Two) -> None:
    """Signed by the right key, for a repository of the same people."""
    resigned(two.training, namespace="tunegate-v1@acme/playground")


def said_to_be_of_another(two: Two) -> None:
    repo = two.training
    repo.write(KEPT, text(repo, KEPT).replace(f"repository: {SERVING}", "repository: acme/playground"))
    resigned(repo)
    renamed(two)


def own_key(two: Two) -> None:
    """The change brings the key that it signs with."""
    repo = two.training
    of_a_stranger(two)
    repo.write(SIGNERS, text(repo, SIGNERS) + signer(ME, options=f'namespaces="{NAMESPACE}"'))
    repo.write(CONFIG, text(repo, CONFIG).replace(f"principals: [{PLATFORM}]", f"principals: [{PLATFORM}, {ME}]"))


def extended(two: Two) -> None:
    repo = two.training
    for file in sorted((repo.path / "evidence" / "support-assistant").glob("*.yaml")):
        file.write_text(file.read_text().replace('expires: "2027-03-01"}', 'expires: "2029-03-01"}'))
    decided(repo)


def not_in_it(two: Two) -> None:
    repo = two.training
    repo.write(OVERHANG, text(repo, OVERHANG).replace("path: guardrails/prompts.yml", "path: guardrails/more.yml"))
    decided(repo)


NOBODY = f"it takes 1 of {PLATFORM} to sign the statement, and nobody has"
ATTEMPTS: dict[str, tuple[Callable[[Two], None], str]] = {
    "a statement that was altered": (altered, "it is not there, or was altered"),
    "altered, and named by its new digest": (altered_and_named, f"{NOBODY} \\({PLATFORM} signed another document"),
    "without its signatures": (lambda two: (two.training.path / f"{KEPT}.sig").unlink(), NOBODY),
    "deleted": (lambda two: (two.training.path / KEPT).unlink(), "it is not there, or was altered"),
    "signed by a stranger": (of_a_stranger, f"{NOBODY} \\(the key SHA256:.* is not in {SIGNERS}"),
    "signed for another repository": (
        of_another_repository,
        f"{PLATFORM} signed for the repository 'acme/playground', and this is the repository '{SERVING}'",
    ),
    "of another repository, signed as this one's": (said_to_be_of_another, "the statement is of acme/playground"),
    "signed by a key that the change lists": (own_key, NOBODY),
    "relied on for longer than it holds": (extended, "it is relied on until 2029-03-01, and the statement ends on"),
    "a control that it does not list": (not_in_it, "the statement does not list it on output_filter"),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(two: Two, name: str) -> None:
    edit, said = ATTEMPTS[name]
    edit(two)
    reasons = rejected(two.training)
    assert any(re.search(said, reason) for reason in reasons), reasons


def test_it_ends(two: Two) -> None:
    repo = two.training
    repo.write("evidence/support-assistant/notes.txt", "later\n")
    assert rejected(repo, now="2027-03-02T00:00:00Z") == {"it was relied on until 2027-03-01"}
    done = tunegate(repo, "verify", "--now", "2027-05-20T00:00:00Z", "--trusted", "main", "--head", "main")
    assert (done.returncode, "the statement ended on 2027-05-19" in " ".join(done.stdout.split())) == (1, True)


def test_an_older_statement_does_not_come_back(two: Two) -> None:
    """The filter was weakened, and stated and signed again: the signed statement of before says what is no more."""
    service, repo = two.serving, two.training
    older = (text(repo, KEPT), text(repo, f"{KEPT}.sig"), two.digest)
    append("guardrails/config.yml", "\nmore: true\n")(service)
    service.commit("another filter")
    digest = keep(service, stated(service, LATER), repo)
    for file in sorted((repo.path / "evidence" / "support-assistant").glob("*.yaml")):
        file.write_text(file.read_text().replace(two.digest, digest))
    decided(repo, "2026-11-23T10:00:00Z")
    repo.commit("the new statement")
    assert decision(repo).verdict == "pass"
    repo.git("branch", "--force", "main")
    repo.write(KEPT, older[0])
    repo.write(f"{KEPT}.sig", older[1])
    for file in sorted((repo.path / "evidence" / "support-assistant").glob("*.yaml")):
        file.write_text(file.read_text().replace(digest, older[2]))
    decided(repo)
    assert rejected(repo) == {f"there is a later statement ({KEPT}, {LATER})"}


def test_a_control_that_was_switched_off_there(two: Two) -> None:
    """A statement is honest about it, and the evidence does not rely on it."""
    service, repo = two.serving, two.training
    service.write("guardrails/prompts.yml", "")
    service.commit("an empty filter")
    digest = keep(service, stated(service, LATER), repo)
    for file in sorted((repo.path / "evidence" / "support-assistant").glob("*.yaml")):
        file.write_text(file.read_text().replace(two.digest, digest))
    decided(repo)
    repo.commit("the new statement")
    found = decision(repo)
    assert (found.verdict, {f.rule for f in found.findings if f.severity == "error"}) == ("block", {"control-off"})


def test_of_this_repository_itself(two: Two) -> None:
    repo = two.training
    repo.write(CONFIG, text(repo, CONFIG).replace(f"  {SERVING}:", "  acme/support:"))
    repo.commit("ourselves")
    done = check(repo, "--base", "main", "--head", "HEAD")
    assert (done.returncode, "'acme/support' is this repository" in done.stdout) == (2, True)


def test_commands_refuse(two: Two, tmp_path: Path) -> None:
    service = two.serving
    for options, said in (
        (("statement", "--control", "output_filter=none.yml"), "is on none of the surfaces that hold controls"),
        (("statement", "--output", str(tmp_path / "x.yaml")), "the file is not in this repository"),
        (("sign", "tunegate.yaml"), "the document: "),
        (("sign", "none.yaml"), "there is no such file"),
    ):
        done = tunegate(service, "controls", *options)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    done = tunegate(two.training, "controls", "sign", KEPT)
    assert (done.returncode, f"the statement is of {SERVING}, and this is acme/support" in done.stderr) == (2, True)
