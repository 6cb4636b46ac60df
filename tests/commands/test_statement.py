from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import MODEL, NOW, tunegate
from tests.commands.verifying import verify
from tests.keys import COMMITTEE, REPOSITORY, fingerprint, key, signer
from tests.registry.stating import DEPLOYER, DIGEST, NAMESPACE, keys_file, said, sealed
from tests.repo import Repo


def configured(repo: Repo) -> None:
    """The protected branch lists the key of the deploy workflow."""
    line = f"signing: {{repository: {REPOSITORY}"
    text = (repo.path / "tunegate.yaml").read_text()
    repo.write("tunegate.yaml", text.replace(line, f"{line}, statement_keys: .tunegate/statement_keys"))
    repo.write(".tunegate/statement_keys", signer(DEPLOYER, options=f'namespaces="{NAMESPACE}"'))
    repo.commit("statements are signed")


def test_signed_and_checked(example: Repo, tmp_path: Path) -> None:
    configured(example)
    out = tmp_path / "statement.json"
    assert verify(example, "--statement", str(out)).returncode == 0
    done = tunegate(example, "statement", "sign", str(out), "--key", str(key(DEPLOYER)))
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f"for {NAMESPACE}\n")
    done = tunegate(example, "statement", "verify", str(out), "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"signed by {DEPLOYER}" in done.stdout
    assert f"{MODEL}: PASSED at {NOW}, conditional until 2027-05-31" in done.stdout
    assert tunegate(example, "statement", "sign", str(out), "--key", str(key(COMMITTEE))).returncode == 0
    value = json.loads(tunegate(example, "statement", "verify", str(out), "--now", NOW, "--format", "json").stdout)
    assert value["signed_by"] == [DEPLOYER]
    assert [row["reason"] for row in value["rejected"]] == ["key-unknown"]


def test_nobody_that_counts(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "elsewhere")  # a consumer has no configuration
    repo.write("statement.json", sealed(said()))
    keys = keys_file(tmp_path)
    asked = ["statement", "verify", "statement.json", "--keys", str(keys), "--repository", REPOSITORY, "--now", NOW]
    done = tunegate(repo, *asked)
    assert (done.returncode, DIGEST in done.stdout) == (0, True)
    revoked = tmp_path / "revoked"
    revoked.write_text(f"hash: {fingerprint(key(DEPLOYER))} # since 2026-11-01: stolen\n")
    done = tunegate(repo, *asked, "--revoked", str(revoked))
    assert done.returncode == 1
    assert "is revoked since 2026-11-01: stolen" in done.stdout
    assert tunegate(repo, *asked[:-4], "--repository", "acme/other", "--now", NOW).returncode == 2  # another list
    repo.write("statement.json", json.dumps(said()))
    done = tunegate(repo, *asked)
    assert done.returncode == 3
    assert "not a DSSE envelope" in done.stderr


@pytest.mark.parametrize("text", ["", "{}", '{"_type": "x"}'])
def test_what_is_no_statement_is_not_signed(example: Repo, text: str) -> None:
    example.write("statement.json", text)
    done = tunegate(example, "statement", "sign", "statement.json", "--key", str(key(DEPLOYER)))
    assert done.returncode == 3
    assert (example.path / "statement.json").read_text() == text


def test_no_keys(example: Repo) -> None:
    example.write("statement.json", sealed(said()))
    done = tunegate(example, "statement", "verify", "statement.json")
    assert done.returncode == 2
    assert "there is no file of keys whose statements count" in done.stderr
