"""``disposition sign`` and ``disposition verify`` as people use them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.command import EVIDENCE, EXAMPLE, MODEL, NOW, check, tunegate
from tests.commands.test_check import edit
from tests.forge import TOKEN, Forge, Reply, serve
from tests.keys import COMMITTEE, NAMESPACE, OWNER, SIGNERS, fingerprint, key, public, signature, signer
from tests.repo import Repo

DISPOSITION = f"{EVIDENCE}/disposition.yaml"
SIG = f"{DISPOSITION}.sig"
ME = "me@acme.example"
STATE = "sha256:c9343c2a2fdc"


def sign(repo: Repo, *args: str, by: str = COMMITTEE) -> subprocess.CompletedProcess[str]:
    return tunegate(repo, "disposition", "sign", *args, "--key", str(key(by)))


def verify(repo: Repo, *args: str) -> subprocess.CompletedProcess[str]:
    return tunegate(repo, "disposition", "verify", "--now", NOW, *args)


def test_sign(example: Repo) -> None:
    example.remove(SIG)
    example.commit("nobody signed")
    assert check(example, "--all-models").returncode == 1
    done = sign(example)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"signed {DISPOSITION}\n"
        f"  {MODEL}: conditional until 2027-05-31, of the state {STATE}\n"
        f"  by {COMMITTEE}, {fingerprint(key())} (ssh-ed25519)\n"
        f"wrote {SIG}\n"
    )
    assert check(example, "--all-models").returncode == 0
    # what OpenSSH itself makes of it
    done = subprocess.run(
        [
            *("ssh-keygen", "-Y", "verify", "-n", NAMESPACE, "-I", COMMITTEE, "-f", SIGNERS, "-s", SIG),
        ],
        input=(example.path / DISPOSITION).read_text(),
        cwd=example.path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f'Good "{NAMESPACE}" signature for {COMMITTEE} with ED25519 key {fingerprint(key())}\n'


def test_signatures_of_others_stay_where_they_are_over_the_same_bytes(example: Repo) -> None:
    done = sign(example, by=OWNER)
    assert done.stdout.endswith(f"wrote {SIG}\n  beside 1 of others\n")
    assert sign(example, by=OWNER).stdout == done.stdout  # the same key signs once
    assert (example.path / SIG).read_text().count("BEGIN") == 2
    edit(example, DISPOSITION, "decision: conditional", "decision: proceed")
    done = sign(example, by=OWNER)
    assert done.stdout.endswith(f"wrote {SIG}\n  1 over other bytes, or for another repository, taken out\n")
    assert (example.path / SIG).read_text().count("BEGIN") == 1


def test_key_that_is_not_listed(example: Repo) -> None:
    done = sign(example, by=ME)
    assert done.returncode == 0
    line = f'MAILBOX namespaces="{NAMESPACE}" {public(key(ME))}'
    assert done.stdout.endswith(f"  To have it count, the base branch has to list the key in {SIGNERS}:\n  {line}\n")
    assert signer(ME).strip() == line.replace("MAILBOX", ME)


def test_the_usual_key(example: Repo, tmp_path: Path) -> None:
    done = tunegate(example, "disposition", "sign", env={"HOME": str(tmp_path)})
    assert (done.returncode, done.stderr) == (
        2,
        "error: there is no key to sign with\n  fix: Name it with --key, or make one: ssh-keygen -t ed25519.\n",
    )
    (tmp_path / ".ssh").mkdir()
    shutil.copy(key(), tmp_path / ".ssh" / "id_ed25519")
    assert tunegate(example, "disposition", "sign", env={"HOME": str(tmp_path)}).returncode == 0
    assert tunegate(example, "disposition", "sign", env={"TUNEGATE_SIGNING_KEY": str(key())}).returncode == 0


@pytest.mark.parametrize("where", ["", "evidence/support-assistant"])
def test_a_file_that_is_named(example: Repo, where: str) -> None:
    name = DISPOSITION if not where else "disposition.yaml"
    done = tunegate(Folder(example, where), "disposition", "sign", name, "--key", str(key()))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"signed {DISPOSITION}\n")


class Folder(Repo):
    """A folder of a repository, to run in."""

    def __init__(self, repo: Repo, where: str) -> None:
        self.path, self.env = repo.path / where, repo.env


REFUSED: dict[str, tuple[list[str], str, str]] = {
    "no such document": (
        ["evidence/x.yaml"],
        "evidence/x.yaml: this is neither a disposition nor a determination of the configuration's models",
        f"Known ones: {DISPOSITION}.",
    ),
    "outside": (["../x.yaml"], "../x.yaml: the file is not in this repository", "Name one that is."),
    "no such model": (["--model", "x"], "there is no model 'x'", f"Known models: {MODEL}."),
    "no such key": (
        ["--key", "nokey"],
        "there is no key nokey",
        "Make one: ssh-keygen -t ed25519; or name it with --key.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_signed(example: Repo, name: str) -> None:
    args, message, remedy = REFUSED[name]
    before = (example.path / SIG).read_bytes()
    with_key = [] if "--key" in args else ["--key", str(key())]
    done = tunegate(example, "disposition", "sign", *args, *with_key)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"error: {message}\n  fix: {remedy}\n")
    assert (example.path / SIG).read_bytes() == before


def test_a_disposition_for_another_state(example: Repo) -> None:
    edit(example, "prompts/system.md", "You", "You, always,")
    done = sign(example)
    assert (done.returncode, done.stderr) == (
        2,
        f"error: {DISPOSITION}:3: the document was made for another state than the one on disk\n"
        "  fix: Draft it again: tunegate disposition draft.\n",
    )


def test_line_ends_that_git_may_change(example: Repo) -> None:
    path = example.path / DISPOSITION
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    done = sign(example)
    assert (done.returncode, done.stderr) == (
        2,
        f"error: {DISPOSITION}: the file has line ends with a carriage return, which git may store in another form\n"
        "  fix: Save it with line feeds alone, and add '*.yaml text eol=lf' to .gitattributes.\n",
    )


def test_signatures_that_cannot_be_read_are_not_written_over(example: Repo) -> None:
    example.write(SIG, "mine\n")
    done = sign(example)
    assert (done.returncode, done.stderr) == (
        2,
        f"error: {SIG}:1: this is no signature\n  fix: Take the block out, or sign again: tunegate disposition sign.\n",
    )
    assert (example.path / SIG).read_text() == "mine\n"


def test_a_link_is_not_followed(example: Repo, tmp_path: Path) -> None:
    example.remove(SIG)
    (tmp_path / "elsewhere").write_text("")
    example.link(SIG, str(tmp_path / "elsewhere"))
    done = sign(example)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {SIG}: the path leads through a symbolic link\n")
    assert (tmp_path / "elsewhere").read_text() == ""


def test_without_a_name_for_the_repository(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "repo")
    repo = Repo(tmp_path / "repo")
    repo.commit()
    done = sign(repo)
    assert (done.returncode, done.stderr) == (
        2,
        "error: tunegate.yaml: the configuration does not say what signatures are for\n"
        "  fix: Add 'signing: {repository: OWNER/NAME}', and 'approvers' to the model.\n",
    )


# -- verify


def test_verify(example: Repo) -> None:
    done = verify(example, "--all-models")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{DISPOSITION}\n  signed by {COMMITTEE}, {fingerprint(key())} (ssh-ed25519)\n  asked: 1 of {COMMITTEE}\n"
    )
    assert verify(example).stdout == "there is no disposition or determination that this change touches\n"


def test_verify_what_is_not_approved(example: Repo) -> None:
    edit(example, DISPOSITION, "decision: conditional", "decision: proceed")
    done = verify(example)
    assert done.returncode == 1
    said = f"the disposition is not approved: it takes the approval of {COMMITTEE}, and nobody has approved it"
    assert f"error: {DISPOSITION}:1: {said}\n" in done.stdout
    assert (
        f"warning: {SIG}:1: the signature does not count: {COMMITTEE} signed another document, "
        "or the signature is spoiled\n"
    ) in done.stdout
    value: dict[str, Any] = json.loads(verify(example, "--format", "json").stdout)
    assert value["approved"] is False
    (row,) = value["documents"]
    assert (row["path"], row["approval"]["verified"], row["approval"]["counted"]) == (DISPOSITION, [], [])
    assert [finding["rule"] for finding in value["findings"]] == ["disposition-unsigned", "signature-rejected"]


def test_what_blocks_is_the_signature_alone(example: Repo) -> None:
    edit(example, DISPOSITION, "decision: conditional", "decision: proceed")
    done = check(example)
    assert done.stdout.endswith("Have it signed with 'tunegate disposition sign', and run the check again.\n")


def test_verify_where_nobody_is_asked(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "repo")
    repo = Repo(tmp_path / "repo")
    repo.commit()
    done = verify(repo, "--all-models")
    assert done.returncode == 0
    assert f"warning: {DISPOSITION}:1: nobody is asked to approve the disposition: " in done.stdout
    done = tunegate(repo, "verify", "--now", NOW, "--format", "json")
    assert done.returncode == 1
    assert [row["rule"] for row in json.loads(done.stdout)["findings"]] == ["disposition-unsigned"]


# -- the pull request on GitHub


def on_github(example: Repo, tmp_path: Path, login: str) -> subprocess.CompletedProcess[str]:
    """The check of a pull request that ``login`` opened; its commit states another mailbox."""
    base = example.git("rev-parse", "HEAD")
    edit(example, DISPOSITION, "decision: conditional", "decision: proceed")
    example.write(SIG, signature((example.path / DISPOSITION).read_bytes()))
    head = example.commit("decided again")
    event = {
        "pull_request": {"head": {"sha": head}, "base": {"sha": base}, "user": {"login": login}},
    }
    (tmp_path / "event.json").write_text(json.dumps(event))
    env = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
    }
    return check(example, "--format", "json", env=env)


@pytest.mark.parametrize(("login", "code"), [("Committee-1", 1), ("someone", 0)])
def test_who_opened_the_pull_request_is_its_author(example: Repo, tmp_path: Path, login: str, code: int) -> None:
    edit(
        example,
        "tunegate.yaml",
        "{repository: acme/support}",
        "{repository: acme/support, logins: {ai-committee@acme.example: [committee-1]}}",
    )
    example.commit("logins")
    done = on_github(example, tmp_path, login)
    assert done.returncode == code, done.stdout + done.stderr
    said = [row["message"] for row in json.loads(done.stdout)["findings"]]
    assert said == (["the disposition is not approved: only the author of the change has approved it"] if code else [])


def test_shallow_clone_does_not_know_the_author(example: Repo, tmp_path: Path) -> None:
    base = example.git("rev-parse", "HEAD")
    edit(example, DISPOSITION, "decision: conditional", "decision: proceed")
    example.write(SIG, signature((example.path / DISPOSITION).read_bytes()))
    example.commit("decided again")
    example.git("clone", "--quiet", "--depth", "2", example.path.as_uri(), str(tmp_path / "shallow"))
    clone = Repo(tmp_path / "shallow")
    assert clone.git("rev-parse", "HEAD~1") == base
    clone.write("x", "")
    clone.commit("more")  # so that the clone's oldest commit is not the base
    done = check(clone, "--base", base, "--head", "HEAD", "--format", "json")
    said = [row["message"] for row in json.loads(done.stdout)["findings"]]
    expected = "a shallow clone cannot tell whether its approver wrote the change (fetch-depth: 0)"
    assert said == [f"the disposition is not approved: {expected}"]


# -- approval by review


def reviewed(example: Repo, tmp_path: Path, forge: Forge, **more: str) -> list[str]:
    """What blocks a pull request of which the disposition is unsigned, and that ``acme-risk`` has approved."""
    edit(example, "tunegate.yaml", "      quorum: 1\n", "      quorum: 1\n      methods: [ssh, review]\n")
    logins = "{repository: acme/support, logins: {ai-committee@acme.example: [Acme-Risk]}}"
    edit(example, "tunegate.yaml", "{repository: acme/support}", logins)
    base = example.commit("reviews count")
    edit(example, DISPOSITION, "decision: conditional", "decision: proceed")
    example.remove(SIG)
    head = example.commit("decided again")
    forge.author = {"login": "the-author", "id": 1, "type": "User"}
    commit = base if more.pop("commit", "") == "base" else head
    forge.reviews.append(
        {
            "id": 1,
            "user": {"login": more.pop("login", "acme-risk"), "id": 2, "type": "User"},
            "state": more.pop("state", "APPROVED"),
            "commit_id": commit,
            "author_association": "MEMBER",
            "submitted_at": "2026-11-23T11:00:00Z",
        }
    )
    event = {
        "pull_request": {"number": 7, "head": {"sha": head}, "base": {"sha": base}, "user": {"login": "the-author"}},
    }
    (tmp_path / "event.json").write_text(json.dumps(event))
    env = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_REPOSITORY": "acme/assistant",
        "GITHUB_API_URL": forge.url,
        "GITHUB_SHA": head,
        "GITHUB_TOKEN": TOKEN,
        "NO_PROXY": "127.0.0.1",
        **more,
    }
    done = check(example, "--format", "json", env=env)
    assert done.stderr == ""
    assert TOKEN not in done.stdout
    value = json.loads(done.stdout)
    assert done.returncode == {"pass": 0, "block": 1, "error": 3}[value["verdict"]]
    return [row["message"] for row in value["findings"]]


ASKED = f"the disposition is not approved: it takes the approval of {COMMITTEE}, and nobody has approved it"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, []),
        ({"login": "acme-other"}, [ASKED]),
        ({"login": "the-author"}, [ASKED]),
        ({"state": "CHANGES_REQUESTED"}, [ASKED]),
        ({"commit": "base"}, [ASKED]),
        ({"GITHUB_TOKEN": ""}, [ASKED + "; GitHub was not asked for reviews"]),
        ({"GITHUB_SHA": "0" * 40, "GITHUB_EVENT_NAME": "push"}, None),
    ],
)
def test_review(example: Repo, tmp_path: Path, more: dict[str, str], said: list[str] | None) -> None:
    with serve(Forge()) as forge:
        found = reviewed(example, tmp_path, forge, **more)
    if said is None:
        assert len(found) == 1
        assert found[0].startswith("the event payload has no before")
    else:
        assert found == said


def test_github_that_does_not_answer_decides_nothing(example: Repo, tmp_path: Path) -> None:
    with serve(Forge()) as forge:
        forge.answer = lambda request: Reply(403, {"message": "Resource not accessible by integration"})
        (said,) = reviewed(example, tmp_path, forge)
    assert "403" in said
