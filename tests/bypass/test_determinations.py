"""The pull request answers a trigger by a determination that nobody who is asked has signed."""

from __future__ import annotations

from typing import Any

from gate.values.canonical import digest_of
from tests.bypass.signing import ME, STATE
from tests.bypass.wall import (
    DISPOSITION,
    PASSED,
    PROMPT,
    append,
    blocked,
    gate_changed,
    judged,
    relying,
    text,
)
from tests.command import EVIDENCE
from tests.keys import OWNER, SIGNERS, key, sign, signer
from tests.repo import Repo


def determined(repo: Repo, trigger: str, owner: str, states: tuple[str, str], path: str, more: str = "") -> None:
    model = "control-plane" if trigger == "control-plane-change" else "support-assistant"
    rows = {
        "schema": "tunegate/determination/v1",
        "model": model,
        "trigger": trigger,
        **({} if model == "control-plane" else {"disposition": digest_of((repo.path / DISPOSITION).read_bytes())}),
        "from_state": states[0],
        "state": states[1],
        "owner": owner,
        "determined_at": "2026-11-20T00:00:00Z",
        "expires": "2026-12-31",
        "reason": "The words are other ones and mean the same.",
    }
    repo.write(path, "".join(f'{name}: "{value}"\n' for name, value in rows.items()) + f"material: false\n{more}")


def facts(repo: Repo) -> dict[str, object]:
    from gate.case.context import Context
    from gate.case.gather import gather
    from gate.case.sides import read_sides
    from gate.git.repository import Repository
    from tests.command import NOW

    with Repository(repo.path) as repository:
        base = repository.commit("main")
        return dict(gather(read_sides(repository, Context("local", base, "WORKTREE", NOW))).case)


def test_determination_on_a_model(example: Repo) -> None:
    """By the trigger's owner in name, and by nobody who may approve; then about the change and not the control."""
    example.write(PROMPT, text(example, PROMPT).replace("You", "You, always,", 1))
    known: Any = facts(example)["models"]["support-assistant"]  # type: ignore[index]
    state = known["state"]["digest"]
    path = f"{EVIDENCE}/determinations/d.yaml"
    owner = "trust-and-safety@acme.example"
    determined(example, "deployment-layer-change", owner, (f"sha256:{STATE}", state), path)
    example.commit("an innocent change")
    found = judged(example)
    assert found.code == 1
    assert ("determination-rejected", path, 1) in found.rows
    sign(example, path, key(ME))
    example.commit("signed by its author")
    assert judged(example).rows == found.rows | {("signature-rejected", path + ".sig", 1)}
    sign(example, path)
    example.commit("signed by the committee")
    assert judged(example) == blocked(*(("control-changed", file, line) for file, line in relying(PROMPT)))
    found_there = known["evidence"]["artefacts"]["overhang-statement"]["controls"]
    said, now = next((control["said"], control["digest"]) for control in found_there if control["path"] == PROMPT)
    control = f"{{surface: system_prompt, path: {PROMPT}, from: '{said}', to: '{now}'}}"
    determined(example, "deployment-layer-change", owner, (f"sha256:{STATE}", state), path, f"controls: [{control}]\n")
    sign(example, path)
    example.commit("and about the control")
    assert judged(example) == PASSED


def test_determination_on_the_gate(example: Repo) -> None:
    """Keys of one's own, and a determination in the name of the owner."""
    append(SIGNERS, signer(ME))(example)
    plane = facts(example)["control_plane"]
    states = plane["base_state"], plane["state"]  # type: ignore[index]
    path = "evidence/control-plane/determinations/d.yaml"
    determined(example, "control-plane-change", OWNER, states, path)
    example.commit("an innocent change")
    rejected = blocked(("determination-rejected", path, 1))
    assert judged(example) == gate_changed((SIGNERS, 3)) | rejected
    sign(example, path, key(ME))
    example.commit("signed by its author")
    assert judged(example) == gate_changed((SIGNERS, 3)) | rejected | blocked(("signature-rejected", path + ".sig", 1))
    sign(example, path, key())
    example.commit("signed by the committee, who may not")
    assert judged(example) == gate_changed((SIGNERS, 3)) | rejected | blocked(("signature-rejected", path, 1))
    sign(example, path)
    example.commit("signed by the owner")
    assert judged(example) == PASSED
