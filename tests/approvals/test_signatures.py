"""Signatures of real keys, made and verified by the real ssh-keygen."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.approvals import ssh
from gate.approvals.armor import BEGIN, END, MAX_SIGNATURES, parse_signatures
from gate.approvals.authors import Authors
from gate.approvals.keys import KeyRefusedError, key_of, parse_key
from gate.approvals.quorum import Approval, by_review, by_signature, counted
from gate.approvals.revoked import Revoked, parse_revoked
from gate.approvals.signatures import Signed, verify
from gate.approvals.signers import Signers, parse_signers
from gate.config.approvers import Approvers
from gate.config.namespace import described, namespace_of
from gate.values.errors import ConfigError, EvidenceError, TunegateError, UndecidedError, UsageError
from tests.keys import COMMITTEE, NAMESPACE, SIGNERS, fingerprint, key, public, run, signature, signer

AT = "2026-11-23T12:00:00Z"
MESSAGE = b"decision: proceed\n"
OTHER = "other@acme.example"
READ = "the signature cannot be read: "
SIG = "evidence/m/disposition.yaml.sig"
ACCEPTED = {
    "ed25519": ("ed25519", 0, "ssh-ed25519", 256),
    "ecdsa-256": ("ecdsa", 256, "ecdsa-sha2-nistp256", 256),
    "ecdsa-384": ("ecdsa", 384, "ecdsa-sha2-nistp384", 384),
    "ecdsa-521": ("ecdsa", 521, "ecdsa-sha2-nistp521", 521),
    "rsa-3072": ("rsa", 3072, "ssh-rsa", 3072),
}


def listed(*lines: str) -> Signers:
    return parse_signers("".join(lines or (signer(),)).encode(), SIGNERS, NAMESPACE)


def checked(
    text: str, message: bytes = MESSAGE, signers: Signers | None = None, revoked: str = "", at: str = AT
) -> Signed:
    return verify(message, text.encode(), SIG, signers or listed(), parse_revoked(revoked.encode(), "revoked"), at)


def reasons(found: Signed) -> list[str]:
    return [row.reason for row in found.rejected]


def said(error: TunegateError) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.message) for problem in error.problems]


# -- keys


@pytest.mark.parametrize("name", ACCEPTED)
def test_key_types(name: str) -> None:
    kind, bits, wire, size = ACCEPTED[name]
    path = key(f"{name}@acme.example", kind, bits)
    parsed = parse_key(*public(path).split())
    assert (parsed.type, parsed.bits, parsed.fingerprint, parsed.line) == (wire, size, fingerprint(path), public(path))
    found = checked(signature(MESSAGE, path), signers=listed(signer(COMMITTEE, path)))
    assert [(row.principal, row.fingerprint, row.key_type, row.line) for row in found.verified] == [
        (COMMITTEE, fingerprint(path), wire, 1)
    ]
    assert found.rejected == ()


def test_short_rsa_key() -> None:
    path = key("short@acme.example", "rsa", 2048)
    with pytest.raises(KeyRefusedError) as error:
        parse_key(*public(path).split())
    assert str(error.value) == "the RSA key has 2048 bits; 3072 to 16384 are accepted"
    found = checked(signature(MESSAGE, path))
    assert [(row.reason, row.message, row.principal) for row in found.rejected] == [
        ("key-refused", "the RSA key has 2048 bits; 3072 to 16384 are accepted", None)
    ]


def wire(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


REFUSED = {
    "dsa": (wire(b"ssh-dss"), "'ssh-dss' is too weak"),
    "certificate": (
        wire(b"ssh-ed25519-cert-v01@openssh.com"),
        "ssh-ed25519-cert-v01@openssh.com is a certificate",
    ),
    "unknown": (wire(b"ssh-none"), "'ssh-none' is no kind of key that is accepted"),
    "rsa with exponent 3": (wire(b"ssh-rsa", b"\x03", b"\x00" + b"\xff" * 384), "the RSA key has a weak exponent"),
}
DAMAGED = {
    "empty": (b"", "it is cut off"),
    "cut off": (wire(b"ssh-ed25519"), "it is cut off"),
    "short point": (wire(b"ssh-ed25519", b"x" * 31), "its point does not have 32 bytes"),
    "more": (wire(b"ssh-ed25519", b"x" * 32) + b"\x00", "it has bytes after its end"),
    "another curve": (wire(b"ecdsa-sha2-nistp256", b"nistp384", b"\x04" + b"x" * 96), "its curve is 'nistp384'"),
    "compressed": (
        wire(b"ecdsa-sha2-nistp256", b"nistp256", b"\x02" + b"x" * 32),
        "its point is not an uncompressed point of its curve",
    ),
    "padded number": (
        wire(b"ssh-rsa", b"\x00\x01\x00\x01", b"\x00" + b"\xff" * 384),
        "a number in it is not in its shortest form",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_keys(name: str) -> None:
    with pytest.raises(KeyRefusedError) as error:
        key_of(REFUSED[name][0])
    assert str(error.value) == REFUSED[name][1]


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_keys(name: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        key_of(DAMAGED[name][0])
    assert str(error.value) == DAMAGED[name][1]


def test_security_keys_are_read() -> None:
    """No token is at hand, so that only the formats are tested."""
    blob = wire(b"sk-ssh-ed25519@openssh.com", b"x" * 32, b"ssh:")
    assert key_of(blob).bits == 256
    blob = wire(b"sk-ecdsa-sha2-nistp256@openssh.com", b"nistp256", b"\x04" + b"x" * 64, b"ssh:")
    assert key_of(blob).bits == 256


# -- armor


def test_armor_is_that_of_ssh_keygen() -> None:
    text = signature(MESSAGE)
    (found,), problems = parse_signatures(text.encode(), SIG)
    assert (problems, found.armored, found.namespace, found.line) == ([], text, NAMESPACE, 1)


def test_several_signatures_and_crlf() -> None:
    text = signature(MESSAGE) + "\n" + signature(MESSAGE, key(OTHER)).replace("\n", "\r\n")
    found = checked(text, signers=listed(signer(), signer(OTHER)))
    assert [(row.principal, row.line) for row in found.verified] == [(COMMITTEE, 1), (OTHER, 8)]


def test_signature_over_other_bytes() -> None:
    for message in (MESSAGE + b"\n", MESSAGE[:-1], b"", MESSAGE.replace(b"\n", b"\r\n")):
        found = checked(signature(MESSAGE), message)
        assert (found.verified, reasons(found)) == ((), ["document"])


def test_signature_for_another_namespace() -> None:
    found = checked(signature(MESSAGE, namespace="tunegate-v1@acme/other"))
    assert [(row.reason, row.message) for row in found.rejected] == [
        (
            "namespace",
            f"{COMMITTEE} signed for the repository 'acme/other', and this is the repository 'acme/support'",
        )
    ]
    assert reasons(checked(signature(MESSAGE, namespace="git"))) == ["namespace"]


def test_damaged_armor() -> None:
    text = signature(MESSAGE)
    body = text.split("\n")[1]
    again = "Take the block out, or sign again: tunegate disposition sign."
    for spoiled, line, message in (
        ("", 1, "there is no signature in the file"),
        ("hello\n", 1, "this is no signature"),
        (text + "hello\n", 7, "this is no signature"),
        (text.replace(END, ""), 1, "the signature is cut off"),
        (text.replace(body, ""), 1, f"{READ}it is not base64"),
        (f"{BEGIN}\n{base64.b64encode(b'SSHSIX').decode()}\n{END}\n", 1, f"{READ}it is not an SSH signature"),
        (f"{BEGIN}\n{base64.b64encode(b'SSHSIG' + bytes(4)).decode()}\n{END}\n", 1, f"{READ}its version is 0"),
        (f"{BEGIN}\n{base64.b64encode(b'SSHSIG').decode()}\n{END}\n", 1, f"{READ}it is cut off"),
        (text.replace(body, "!" + body[1:]), 1, f"{READ}it is not base64"),
        (f"{BEGIN}\n{END}\n", 1, f"{READ}it is not base64"),
        (text * (MAX_SIGNATURES + 1), 1, f"there are more than {MAX_SIGNATURES} signatures"),
        (f"{BEGIN}\n{'A' * 40000}\n{END}\n", 1, f"{READ}it has more than 16,384 bytes"),
        ("\u00e9", 1, "the file is not armored text"),
        ("\n" * (1 << 20) + "x", 1, "the file has more than 1,048,576 bytes"),
    ):
        with pytest.raises(EvidenceError) as error:
            checked(spoiled)
        assert [(p.path, p.line, p.message, p.remedy) for p in error.value.problems] == [(SIG, line, message, again)]


@given(st.binary(max_size=400))
def test_any_bytes_are_no_signature(data: bytes) -> None:
    found, problems = parse_signatures(data, SIG)
    assert not found
    assert problems


@given(st.integers(0, 200), st.integers(1, 255))
def test_any_change_of_a_signature_is_seen(place: int, change: int) -> None:
    """A flipped byte gives a block that is refused, or a signature that is another one."""
    (good,), _ = parse_signatures(signature_once().encode(), SIG)
    data = bytearray(good.blob)
    data[place % len(data)] ^= change
    text = f"{BEGIN}\n{base64.b64encode(bytes(data)).decode()}\n{END}\n"
    found, problems = parse_signatures(text.encode(), SIG)
    assert problems or (found[0].blob != good.blob)


@cache
def signature_once() -> str:
    return signature(MESSAGE)


def test_every_byte_of_a_signature_counts() -> None:
    """Real verification of a signature with one byte changed, at places from its start to its end."""
    (good,), _ = parse_signatures(signature(MESSAGE).encode(), SIG)
    for place in range(0, len(good.blob), 7):
        data = bytearray(good.blob)
        data[place] ^= 0x01
        text = f"{BEGIN}\n{base64.b64encode(bytes(data)).decode()}\n{END}\n"
        with suppress(EvidenceError):
            assert checked(text).verified == ()


# -- allowed signers


def test_allowed_signers() -> None:
    options = f'namespaces="{NAMESPACE}",valid-after="20260101Z",valid-before="20271231235959Z"'
    found = listed("# who may approve\n\n", signer(), "  " + signer(OTHER, options=options).rstrip() + " a comment\r\n")
    assert [(row.principal, row.line, row.valid_after, row.valid_before) for row in found.rows] == [
        (COMMITTEE, 3, None, None),
        (OTHER, 4, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ]


def test_our_reading_is_that_of_ssh_keygen(tmp_path: Path) -> None:
    """A list that is accepted here means the same to ssh-keygen."""
    options = f'namespaces="{NAMESPACE}",valid-before="20271231Z"'
    text = signer() + signer(OTHER, options=options)
    found = listed(text)
    (tmp_path / "signers").write_text("".join(ssh.allowed_line(row, NAMESPACE) for row in found.rows))
    for row, path in zip(found.rows, (key(), key(OTHER)), strict=True):
        (tmp_path / "sig").write_text(signature(MESSAGE, path))
        arguments = ["-Y", "find-principals", "-f", str(tmp_path / "signers"), "-s", str(tmp_path / "sig")]
        assert run("ssh-keygen", *arguments).decode().split() == [row.principal]


BAD_SIGNERS = {
    "pattern": (signer("*@acme.example", key()), "'*@acme.example' is no literal principal"),
    "negated": (signer("!x@acme.example", key()), "'!x@acme.example' is no literal principal"),
    "two": (signer("a@acme.example,b@acme.example", key()), "'a@acme.example,b@acme.example' names several principals"),
    "quoted": (signer('"a@acme.example"', key()), "'\"a@acme.example\"' is no literal principal"),
    "no namespaces": (signer(options=""), f"the line has no namespaces, not for {NAMESPACE!r} alone"),
    "any namespace": (
        signer(options='namespaces="*"'),
        f"the line is for the namespaces '*', not for {NAMESPACE!r} alone",
    ),
    "two namespaces": (
        signer(options=f'namespaces="{NAMESPACE},git"'),
        f"the line is for the namespaces '{NAMESPACE},git', not for {NAMESPACE!r} alone",
    ),
    "authority": (
        signer(options=f'cert-authority,namespaces="{NAMESPACE}"'),
        "certificate authorities are not supported",
    ),
    "unknown option": (signer(options=f'namespaces="{NAMESPACE}",verify-required'), "unknown option 'verify-required'"),
    "option twice": (
        signer(options=f'namespaces="{NAMESPACE}",namespaces="git"'),
        "the option namespaces stands twice",
    ),
    "local time": (
        signer(options=f'namespaces="{NAMESPACE}",valid-before="20271231"'),
        "valid-before '20271231' is in the time zone of whoever reads it",
    ),
    "no time": (
        signer(options=f'namespaces="{NAMESPACE}",valid-before="20271331Z"'),
        "valid-before '20271331Z' is not a time",
    ),
    "turned round": (
        signer(options=f'namespaces="{NAMESPACE}",valid-after="20270101Z",valid-before="20260101Z"'),
        "valid-before is not after valid-after",
    ),
    "short rsa": (
        signer(path=key("short@acme.example", "rsa", 2048)),
        "the RSA key has 2048 bits; 3072 to 16384 are accepted",
    ),
}


@pytest.mark.parametrize("name", BAD_SIGNERS)
def test_refused_signers(name: str) -> None:
    line, message = BAD_SIGNERS[name]
    with pytest.raises(ConfigError) as error:
        listed("# one\n", line)
    assert said(error.value) == [(2, message)]
    assert error.value.problems[0].remedy


def test_one_key_is_one_person() -> None:
    with pytest.raises(ConfigError) as error:
        listed(signer(), signer(OTHER, key()))
    assert said(error.value) == [(2, f"the key of {OTHER} is on line 1 already")]
    with pytest.raises(ConfigError) as error:
        listed(signer(), signer(COMMITTEE.upper(), key(OTHER)))
    assert said(error.value) == [(2, f"'{COMMITTEE.upper()}' and '{COMMITTEE}' (line 1) differ by case only")]
    assert len(listed(signer(), signer(COMMITTEE, key(OTHER))).rows) == 2


def test_every_line_is_reported() -> None:
    with pytest.raises(ConfigError) as error:
        listed("x\n", signer(), "y z\n")
    assert [line for line, _ in said(error.value)] == [1, 3]
    with pytest.raises(ConfigError) as error:
        listed("# nobody\n")
    assert said(error.value) == [(1, "nobody is listed")]


@given(st.binary(max_size=300))
def test_any_bytes_are_no_signers(data: bytes) -> None:
    with pytest.raises(ConfigError):
        parse_signers(data, SIGNERS, NAMESPACE)


def test_validity_of_a_key() -> None:
    options = f'namespaces="{NAMESPACE}",valid-after="20261101Z",valid-before="20261130Z"'
    signers = listed(signer(options=options))
    text = signature(MESSAGE)
    for at, expected in (
        ("2026-10-31T23:59:59Z", ["key-not-yet-valid"]),
        ("2026-11-01T00:00:00Z", []),
        ("2026-11-30T00:00:00Z", []),
        ("2026-11-30T00:00:01Z", ["key-expired"]),
        ("2026-11-30T01:30:00+02:00", []),
    ):
        assert reasons(checked(text, signers=signers, at=at)) == expected, at


def test_unlisted_key() -> None:
    found = checked(signature(MESSAGE, key(OTHER)))
    mark = fingerprint(key(OTHER))
    assert [(row.reason, row.message, row.principal, row.fingerprint) for row in found.rejected] == [
        ("key-unknown", f"the key {mark} is not in {SIGNERS}", None, mark)
    ]


# -- revocation


def test_revoked_key() -> None:
    mark = fingerprint(key())
    for line in (f"hash: {mark}", public(key())):
        found = checked(signature(MESSAGE), revoked=f"# lost\n{line} # since 2026-11-20: the laptop was stolen\n")
        assert [(row.reason, row.message) for row in found.rejected] == [
            ("key-revoked", f"the key {mark} is revoked since 2026-11-20: the laptop was stolen")
        ]
        assert found.verified == ()


def test_ssh_keygen_knows_the_revocation_too() -> None:
    (found,), _ = parse_signatures(signature(MESSAGE).encode(), SIG)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    (row,) = listed().rows
    assert ssh.verified(MESSAGE, found, row, [], at)
    assert not ssh.verified(MESSAGE, found, row, [fingerprint(key())], at)
    assert ssh.verified(MESSAGE, found, row, [fingerprint(key(OTHER))], at)


def test_damaged_revocations() -> None:
    mark = fingerprint(key())
    note = "# since 2026-11-20: lost"
    neither = "the line names neither a fingerprint nor a public key"
    for text, message in (
        (f"hash: {mark}", "the line does not say since when and why"),
        (f"hash: {mark} # since 2026-13-01: lost", "the line does not say since when and why"),
        (f"hash: {mark} # since 2026-11-20:", "the line does not say since when and why"),
        (f"hash: {mark[:-1]} {note}", neither),
        (f"serial: 1 {note}", neither),
        (f"ssh-rsa {public(key()).split()[1]} {note}", neither),
    ):
        with pytest.raises(ConfigError) as error:
            parse_revoked(f"\n{text}\n".encode(), "revoked")
        assert said(error.value) == [(2, message)]
    with pytest.raises(ConfigError) as error:
        parse_revoked(f"hash: {mark} {note}\n{public(key())} {note}\n".encode(), "revoked")
    assert said(error.value) == [(2, "the key is on line 1 already")]
    assert parse_revoked(b"# nothing yet\n", "revoked").rows == {}


# -- the program


@pytest.fixture
def no_ssh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A PATH with one empty folder; a signature was made before."""
    signature_once()
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_without_ssh_keygen_nothing_is_verified(no_ssh: Path) -> None:
    with pytest.raises(UndecidedError) as error:
        checked(signature_once())
    assert error.value.problems[0].message == "ssh-keygen was not found"


@pytest.mark.parametrize("script", ["exit 0", "echo Good enough", "echo 'Could not verify signature.'", "exit 1"])
def test_an_ssh_keygen_that_lies(no_ssh: Path, script: str) -> None:
    """Exit status 0 alone is not believed, nor words alone."""
    program = no_ssh / "ssh-keygen"
    program.write_text(f"#!{shutil.which('sh', path=os.defpath)}\n{script}\n")
    program.chmod(0o755)
    with pytest.raises(UndecidedError) as error:
        checked(signature_once())
    assert error.value.problems[0].message.startswith("ssh-keygen -Y verify failed: ")


def test_an_ssh_keygen_that_praises_another_key(no_ssh: Path) -> None:
    program = no_ssh / "ssh-keygen"
    praise = f'Good "{NAMESPACE}" signature for {COMMITTEE} with ED25519 key SHA256:x'
    program.write_text(f"#!{shutil.which('sh', path=os.defpath)}\necho '{praise}'\n")
    program.chmod(0o755)
    assert reasons(checked(signature_once())) == ["document"]


def test_signing_with_a_key_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        ssh.sign(MESSAGE, tmp_path / "key", NAMESPACE)
    assert error.value.problems[0].message == f"there is no key {tmp_path / 'key'}"
    (tmp_path / "key").write_text("no key\n")
    with pytest.raises(UsageError) as error:
        ssh.sign(MESSAGE, tmp_path / "key", NAMESPACE)
    assert error.value.problems[0].message.startswith(f"ssh-keygen did not sign with {tmp_path / 'key'}: ")


def test_signing_through_an_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("ssh-agent") is None:
        pytest.skip("there is no ssh-agent")
    socket = tmp_path / "agent"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)
    try:
        while not socket.exists():
            assert agent.poll() is None
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        run("ssh-add", "-q", str(key()))
        half = tmp_path / "key.pub"
        half.write_text(public(key()) + "\n")
        made = ssh.sign(MESSAGE, half, NAMESPACE)
        assert checked(made.armored).verified
    finally:
        agent.terminate()
        agent.wait()


# -- namespaces


def test_names_of_repositories() -> None:
    assert namespace_of("acme/support") == NAMESPACE
    assert described("tunegate-v1@acme/x") == "the repository 'acme/x'"
    assert described("git") == "another purpose ('git')"
    for name in ("", "a b", "../x", "-x", "a//b", "a/" * 9 + "b", "a" * 201, "a\n", "a,b", 'a"b', "*"):
        with pytest.raises(ValueError, match="is not the name of a repository"):
            namespace_of(name)


# -- whose approvals count


APPROVERS = Approvers(1, (COMMITTEE, OTHER), methods=("ssh", "review"))
LOGINS = {COMMITTEE: ("acme-committee",), OTHER: ("Other-1", "other-2")}


def rows(*approvals: Approval, approvers: Approvers = APPROVERS, authors: Authors | None = None) -> dict[str, object]:
    return dict(counted(approvals, approvers, authors, LOGINS))


def test_two_keys_of_one_person_are_one_vote() -> None:
    signers = listed(signer(), signer(COMMITTEE, key(OTHER)))
    found = checked(signature(MESSAGE) + signature(MESSAGE, key(OTHER)), signers=signers)
    value = rows(*by_signature(found))
    marks = sorted([fingerprint(key()), fingerprint(key(OTHER))])
    assert value == {
        "counted": [
            {
                "principal": COMMITTEE,
                "approvals": [{"method": "ssh", "by": mark} for mark in marks],
                "is_author": None,
            }
        ],
        "uncounted": [],
    }


def test_one_signature_twice_is_one_approval() -> None:
    found = checked(signature(MESSAGE) * 2)
    assert rows(*by_signature(found))["counted"] == [
        {"principal": COMMITTEE, "approvals": [{"method": "ssh", "by": fingerprint(key())}], "is_author": None}
    ]


def test_reviews() -> None:
    assert by_review(["OTHER-1", "other-2", "stranger"], LOGINS) == [
        Approval(OTHER, "review", "OTHER-1"),
        Approval(OTHER, "review", "other-2"),
    ]


def test_who_does_not_count() -> None:
    value = rows(
        Approval(OTHER, "review", "other-1"),
        Approval("x@acme.example", "ssh", "SHA256:x"),
        approvers=Approvers(1, (OTHER,)),
    )
    assert value == {
        "counted": [],
        "uncounted": [
            {"principal": OTHER, "method": "review", "by": "other-1", "reason": "method-not-allowed"},
            {"principal": "x@acme.example", "method": "ssh", "by": "SHA256:x", "reason": "not-an-approver"},
        ],
    }


def test_who_is_an_author() -> None:
    approval = Approval(OTHER, "ssh", "SHA256:x")

    def is_author(**who: frozenset[str]) -> object:
        (row,) = counted([approval], APPROVERS, Authors(**who), LOGINS)["counted"]
        return row["is_author"]

    assert is_author() is False
    assert is_author(emails=frozenset({OTHER})) is True
    assert is_author(logins=frozenset({"other-1"})) is True
    assert is_author(emails=frozenset({"other-2@users.noreply.github.com"})) is True
    assert is_author(emails=frozenset({"123+other-2@users.noreply.github.com"})) is True
    assert (
        is_author(emails=frozenset({"other-2@users.noreply.github.com.example"}), logins=frozenset({"other"})) is False
    )


def test_nobody_is_listed_anywhere() -> None:
    assert Signers("", "", ()).of(b"") is None
    assert Revoked().rows == {}
