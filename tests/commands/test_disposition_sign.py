"""``disposition sign`` as people use it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command import EXAMPLE, MODEL, check, tunegate
from tests.commands.signing import DISPOSITION, ME, SIG, STATE, sign
from tests.commands.steps import edit
from tests.keys import COMMITTEE, NAMESPACE, OWNER, SIGNERS, fingerprint, key, public, signer
from tests.repo import Repo


def test_sign(example: Repo) -> None:
    example.remove(SIG)
    example.commit("nobody signed")
    assert check(example, "--all-models").returncode == 1
    digest = hashlib.sha256((example.path / DISPOSITION).read_bytes()).hexdigest()
    done = sign(example)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"signed {DISPOSITION}\n"
        f"  sha256:{digest}, the bytes that 'tunegate disposition show' shows\n"
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
        "evidence/x.yaml: this is no disposition, baseline or determination of the configuration's models",
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
        f"error: {SIG}:1: this is not a signature\n"
        "  fix: Take the block out, or sign again: tunegate disposition sign.\n",
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
