"""The pull request wants a disposition to count that those who are asked have not approved."""

from __future__ import annotations

import pytest

from gate.evidence.pack import KINDS
from tests.bypass.signing import CONFIGURED, EDITED, ME, REJECTED, SIG, UNSIGNED, committed_by, configured, signed
from tests.bypass.wall import (
    CONFIG,
    DISPOSITION,
    EVIL,
    PROMPT,
    Edit,
    Outcome,
    append,
    blocked,
    changed,
    gate_changed,
    judged,
    link,
    move,
    on_main,
    refused,
    remove,
    replace,
    steps,
    text,
    write,
)
from tests.command import EVIDENCE
from tests.keys import COMMITTEE, NAMESPACE, OWNER, SIGNERS, fingerprint, key, public, signature, signer
from tests.repo import Repo

REVOKED = ".tunegate/revoked_keys"


def by_me(repo: Repo) -> None:
    EDITED(repo)
    signed(key(ME))(repo)


def revoked(repo: Repo) -> None:
    replace(CONFIG, "{repository: acme/support}", "{repository: acme/support, revoked_keys: " + REVOKED + "}")(repo)
    repo.write(REVOKED, f"hash: {fingerprint(key())} # since 2026-11-20: the laptop was stolen\n")


def expired(repo: Repo) -> None:
    options = f'namespaces="{NAMESPACE}",valid-before="20261101Z"'
    repo.write(SIGNERS, signer(options=options) + signer(OWNER))


def of_another_model(repo: Repo) -> None:
    """A decision on another model, signed by those who may sign for this one."""
    replace(DISPOSITION, "model: support-assistant", "model: another")(repo)
    signed(key())(repo)


def earlier(repo: Repo) -> None:
    """The committee took its decision back; the pull request brings the first one and its signature again."""
    first = text(repo, DISPOSITION), text(repo, SIG)
    later = steps(
        replace(DISPOSITION, "decision: conditional", "decision: decline"),
        replace(DISPOSITION, 'decided_at: "2026-11-02T', 'decided_at: "2026-11-10T'),
        signed(key()),
    )
    on_main(later)(repo)
    repo.write(DISPOSITION, first[0])
    repo.write(SIG, first[1])


def renamed_model(repo: Repo) -> None:
    """The same model under another name, which nobody is asked to approve."""
    EDITED(repo)
    replace(CONFIG, "  support-assistant:\n", "  assistant:\n")(repo)
    replace(CONFIG, CONFIGURED, "")(repo)


def submodule(repo: Repo) -> None:
    repo.git("rm", "--quiet", "--cached", SIG)
    repo.remove(SIG)
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.git('rev-parse', 'HEAD')},{SIG}")
    (repo.path / SIG).mkdir()


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "no signature": (remove(SIG), UNSIGNED),
    "another disposition under the signature": (EDITED, UNSIGNED | REJECTED),
    "a longer validity under the signature": (
        replace(DISPOSITION, '"2027-05-31"', '"2027-10-31"'),
        UNSIGNED | REJECTED,
    ),
    "line ends under the signature": (
        lambda repo: repo.write(DISPOSITION, text(repo, DISPOSITION).replace("\n", "\r\n")),
        UNSIGNED | REJECTED,
    ),
    "a byte order mark under the signature": (
        lambda repo: repo.write(DISPOSITION, "\ufeff" + text(repo, DISPOSITION)),
        UNSIGNED | REJECTED,
    ),
    "a key of one's own": (by_me, UNSIGNED | REJECTED),
    "a key of one's own, listed": (
        steps(by_me, append(SIGNERS, signer(ME))),
        UNSIGNED | REJECTED | gate_changed((SIGNERS, 3)),
    ),
    "a key of one's own in the committee's name": (
        steps(by_me, append(SIGNERS, signer(COMMITTEE, key(ME)))),
        UNSIGNED | REJECTED | gate_changed((SIGNERS, 3)),
    ),
    "the list of keys somewhere else": (
        steps(
            by_me,
            write("docs/keys", signer(COMMITTEE, key(ME))),
            replace(CONFIG, "{repository: acme/support}", "{repository: acme/support, allowed_signers: docs/keys}"),
        ),
        UNSIGNED | REJECTED | gate_changed((CONFIG, 1), ("docs/keys", 1)),
    ),
    "approvers of one's own": (
        steps(by_me, append(SIGNERS, signer(ME)), replace(CONFIG, f"[{COMMITTEE}]", f"[{ME}]")),
        UNSIGNED | REJECTED | gate_changed((CONFIG, 63), (SIGNERS, 3)),
    ),
    "no approvers": (
        steps(EDITED, replace(CONFIG, CONFIGURED, "")),
        UNSIGNED | REJECTED | gate_changed((CONFIG, None)),
    ),
    "the author may": (
        steps(
            committed_by(COMMITTEE),
            EDITED,
            signed(key()),
            replace(CONFIG, "ittee@acme.example]\n", "ittee@acme.example]\n      author_may_be_only_approver: true\n"),
        ),
        UNSIGNED | gate_changed((CONFIG, 64)),
    ),
    "the model under another name": (
        renamed_model,
        blocked(("approvers-missing", DISPOSITION, 1))
        | gate_changed((CONFIG, 7), (CONFIG, None))
        | blocked(
            ("disposition-stale", DISPOSITION, 3),
            *(("evidence-wrong-model", f"{EVIDENCE}/{kind}.yaml", 2) for kind in KINDS),
        ),
    ),
    "the decision on another model": (
        of_another_model,
        blocked(("evidence-wrong-model", DISPOSITION, 2), ("disposition-rolled-back", DISPOSITION, 6)),
    ),
    "a decision that was taken back": (earlier, blocked(("disposition-rolled-back", DISPOSITION, 6))),
    "a signature for another repository": (
        steps(EDITED, signed(key(), namespace="tunegate-v1@acme/other")),
        UNSIGNED | REJECTED,
    ),
    "a signature for no repository": (steps(EDITED, signed(key(), namespace="tunegate-v1")), UNSIGNED | REJECTED),
    "a signature on a commit": (steps(EDITED, signed(key(), namespace="git")), UNSIGNED | REJECTED),
    "a signature for the pull request's repository": (
        steps(
            EDITED,
            replace(CONFIG, "acme/support}", "acme/other}"),
            lambda repo: repo.write(SIGNERS, text(repo, SIGNERS).replace(NAMESPACE, "tunegate-v1@acme/other")),
            signed(key(), namespace="tunegate-v1@acme/other"),
        ),
        UNSIGNED | REJECTED | gate_changed((CONFIG, 1), (SIGNERS, 1)),
    ),
    "a signature on another document": (
        steps(
            EDITED,
            lambda repo: repo.write(SIG, signature((repo.path / EVIDENCE / "training-run.yaml").read_bytes(), key())),
        ),
        UNSIGNED | REJECTED,
    ),
    "the owner of the gate, who is no approver of the model": (
        steps(EDITED, signed(key(OWNER))),
        UNSIGNED | blocked(("signature-rejected", DISPOSITION, 1)),
    ),
    "a revoked key": (steps(on_main(revoked), EDITED, signed(key())), UNSIGNED | REJECTED),
    "a revoked key, no longer revoked": (
        steps(on_main(revoked), EDITED, signed(key()), write(REVOKED, "")),
        UNSIGNED | REJECTED | gate_changed((REVOKED, 1)),
    ),
    "an expired key": (steps(on_main(expired), EDITED, signed(key())), UNSIGNED | REJECTED),
    "an expired key, and a decision from before": (
        steps(
            on_main(expired),
            replace(DISPOSITION, 'decided_at: "2026-11-02T', 'decided_at: "2026-10-31T'),
            signed(key()),
        ),
        UNSIGNED | REJECTED | blocked(("disposition-rolled-back", DISPOSITION, 6)),
    ),
    "the author signs": (
        steps(committed_by(COMMITTEE), EDITED, signed(key())),
        UNSIGNED,
    ),
    "the author signs, in capitals": (
        steps(committed_by(COMMITTEE.upper()), EDITED, signed(key())),
        UNSIGNED,
    ),
    "the author signs under a hidden mailbox": (
        steps(
            on_main(
                replace(
                    CONFIG,
                    "{repository: acme/support}",
                    "{repository: acme/support, logins: {ai-committee@acme.example: [Committee-1]}}",
                )
            ),
            committed_by("77+committee-1@users.noreply.github.com"),
            EDITED,
            signed(key()),
        ),
        UNSIGNED,
    ),
    "one of two": (
        steps(configured(f"quorum: 2, principals: [{COMMITTEE}, {ME}]"), EDITED, signed(key())),
        UNSIGNED,
    ),
    "one of two, with two keys": (
        steps(
            configured(
                f"quorum: 2, principals: [{COMMITTEE}, {ME}]",
                append(SIGNERS, signer(COMMITTEE, key("second@acme.example"))),
            ),
            EDITED,
            signed(key(), key("second@acme.example")),
        ),
        UNSIGNED,
    ),
    "one of two, twice": (
        steps(configured(f"quorum: 2, principals: [{COMMITTEE}, {ME}]"), EDITED, signed(key(), key())),
        UNSIGNED,
    ),
    "none who answers for the trigger": (
        steps(
            configured(
                f"quorum: 1, principals: [{COMMITTEE}, {ME}], answers: {{deployment-layer-change: [{ME}]}}",
            ),
            write(PROMPT, EVIL),
            EDITED,
            signed(key()),
        ),
        UNSIGNED | changed("system_prompt", (PROMPT, 1)),
    ),
    "a method that is not allowed": (
        steps(configured(f"quorum: 1, principals: [{COMMITTEE}], methods: [review]"), EDITED, signed(key())),
        UNSIGNED | blocked(("signature-rejected", DISPOSITION, 1)),
    ),
    "a waiver": (
        steps(
            on_main(
                append(
                    CONFIG,
                    "waivers:\n  - {rule: disposition-unsigned, model: support-assistant, "
                    f"element: {DISPOSITION}, value: 'sha256:{'0' * 64}', "
                    f"owner: {OWNER}, reason: It can wait until then., granted: 2026-11-02, "
                    "expires: 2026-12-31}\n",
                )
            ),
            EDITED,
        ),
        UNSIGNED | REJECTED | blocked(("waiver", CONFIG, 70), ("waiver-rejected", CONFIG, 70)),
    ),
    "a warning in its place": (
        steps(
            on_main(
                append(
                    CONFIG,
                    "severities: {disposition-unsigned: {severity: warning, reason: It takes too long for us.}}\n",
                )
            ),
            EDITED,
        ),
        UNSIGNED | REJECTED | blocked(("adjusted-by-configuration", CONFIG, 69), ("severity-rejected", CONFIG, 69)),
    ),
    "the signature in capitals": (move(SIG, SIG.replace("disposition.yaml", "Disposition.yaml")), UNSIGNED),
    "the disposition under its other name": (
        move(DISPOSITION, DISPOSITION.replace(".yaml", ".yml")),
        blocked(("disposition-unsigned", DISPOSITION.replace(".yaml", ".yml"), 1)),
    ),
    "the signature as a link": (
        link(SIG, "../elsewhere.sig"),
        refused("evidence-unreadable", SIG, 1, "signatures have to be in a file of their own"),
    ),
    "the list of keys as a link": (
        link(SIGNERS, "../elsewhere"),
        refused("configuration-unreadable", SIGNERS, None, "a list of keys has to be a file of its own"),
    ),
    "the signature behind other words": (
        lambda repo: repo.write(SIG, "approved by all\n" + text(repo, SIG)),
        refused("evidence-unreadable", SIG, 1, "this is not a signature"),
    ),
    "no list of keys": (steps(by_me, remove(SIGNERS)), UNSIGNED | REJECTED | gate_changed((SIGNERS, None))),
    "an empty list of keys": (
        steps(by_me, write(SIGNERS, "")),
        refused("configuration-unreadable", SIGNERS, 1, "nobody is listed"),
    ),
    "a pattern in the list of keys": (
        append(SIGNERS, signer("*", key(ME))),
        refused("configuration-unreadable", SIGNERS, 3, "'*' is not a literal principal"),
    ),
    "an authority in the list of keys": (
        append(SIGNERS, signer(ME, options=f'cert-authority,namespaces="{NAMESPACE}"')),
        refused("configuration-unreadable", SIGNERS, 3, "certificate authorities are not supported"),
    ),
    "a key for every purpose": (
        append(SIGNERS, f"{ME} {public(key(ME))}\n"),
        refused("configuration-unreadable", SIGNERS, 3, f"the line has no namespaces, not for '{NAMESPACE}' alone"),
    ),
    "too many signatures": (
        lambda repo: repo.write(SIG, text(repo, SIG) * 101),
        refused("evidence-unreadable", SIG, 1, "there are more than 100 signatures"),
    ),
    "a huge file of signatures": (
        write(SIG, "\n" * (1 << 20) + "x"),
        refused("undecided", SIG, None, "the file has more than 1,048,576 bytes", 3),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    edit(example)
    example.commit("an innocent change")
    assert judged(example) == expected


def test_a_submodule_for_the_signature(example: Repo) -> None:
    submodule(example)
    example.git("commit", "--quiet", "--message", "an innocent change")
    assert judged(example) == refused("evidence-unreadable", SIG, 1, "signatures have to be in a file of their own")
