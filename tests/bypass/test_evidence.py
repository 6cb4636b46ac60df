"""The pull request changes a surface and edits the evidence by hand."""

from __future__ import annotations

import re

import pytest

from gate.values.canonical import digest_of
from tests.bypass.states import STATE, STATEMENT, head_state
from tests.bypass.wall import (
    CONFIG,
    DISPOSITION,
    EVIL_PROMPT,
    PROMPT,
    TRAIN,
    Edit,
    Outcome,
    append,
    attempt,
    blocked,
    changed,
    link,
    move,
    on_main,
    refused,
    relying,
    remove,
    replace,
    steps,
    text,
    write,
)
from tests.command import EVIDENCE, EXAMPLE, MODEL
from tests.repo import Repo

DETERMINATION = f"{EVIDENCE}/determinations/d.yaml"
RED_TEAM = f"{EVIDENCE}/red-team-report.yaml"
LAST = len((EXAMPLE / STATEMENT).read_text().splitlines())
RELIED = [("control-changed", path, line) for path, line in relying(PROMPT)]
IN_ANALYSIS = [row for row in RELIED if "alignment-regression" in row[1]]


def rolled_back(repo: Repo) -> None:
    """An earlier opening decision on the same state, in the place of a later one against it."""
    before = text(repo, DISPOSITION)
    later = steps(
        replace(DISPOSITION, "decision: conditional", "decision: decline"),
        replace(DISPOSITION, 'decided_at: "2026-11-02T', 'decided_at: "2026-11-10T'),
    )
    on_main(later)(repo)
    repo.write(DISPOSITION, before)


def determined(edit: Edit = EVIL_PROMPT, **other: str) -> Edit:
    """A determination that is right but for what ``other`` says."""

    def make(repo: Repo) -> None:
        edit(repo)
        rows = {
            "schema": "tunegate/determination/v1",
            "model": MODEL,
            "trigger": "deployment-layer-change",
            "disposition": digest_of((repo.path / DISPOSITION).read_bytes()),
            "from_state": STATE,
            "state": head_state(repo),
            "owner": "trust-and-safety@acme.example",
            "determined_at": "2026-11-20T00:00:00Z",
            "expires": "2026-12-31",
            "reason": "The words are other ones and mean the same.",
            **other,
        }
        lines = [*(f'{key}: "{value}"\n' for key, value in rows.items()), "material: false\n"]
        repo.write(DETERMINATION, "".join(lines))

    return make


# the caveat rests on an attack that the report of the red team had
PLAYED_DOWN = (  # the issue says how severe it is
    ("derived-contradicted", f"{EVIDENCE}/red-team-report.yaml", 78),
    ("derived-contradicted", f"{EVIDENCE}/sources/issues.json", 59),
)
UNTESTED = ("inherited-property-untested", f"{EVIDENCE}/base-model-evidence.yaml", 47)
ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "a digest of the evidence": (
        steps(
            replace(RED_TEAM, "severity: high", "severity: low"),
            lambda repo: repo.write(
                DISPOSITION, re.sub(r"(red-team-report: sha256:)\w{4}", r"\g<1>0000", text(repo, DISPOSITION))
            ),
        ),
        blocked(("disposition-evidence-mismatch", DISPOSITION, 38), *PLAYED_DOWN),
    ),
    "a finding played down": (
        replace(RED_TEAM, "severity: high", "severity: low"),
        blocked(("disposition-evidence-mismatch", DISPOSITION, 38), *PLAYED_DOWN),
    ),
    "an artefact less": (
        remove(RED_TEAM),
        blocked(("artefact-missing", CONFIG, 4), ("disposition-evidence-mismatch", DISPOSITION, 38), UNTESTED),
    ),
    "an artefact less, and not named": (
        steps(
            remove(RED_TEAM),
            lambda repo: repo.write(
                DISPOSITION,
                "".join(
                    line for line in text(repo, DISPOSITION).splitlines(keepends=True) if "red-team-report:" not in line
                ),
            ),
        ),
        blocked(("artefact-missing", CONFIG, 4), UNTESTED),
    ),
    "an artefact as a link": (
        steps(move(RED_TEAM, "report.yaml"), link(RED_TEAM, "../../report.yaml")),
        refused(
            "evidence-unreadable",
            f"{EVIDENCE}/red-team-report.yaml",
            1,
            "an evidence document has to be a file of its own",
        ),
    ),
    "an artefact under two names": (
        lambda repo: repo.write(f"{EVIDENCE}/disposition.yml", text(repo, DISPOSITION)),
        refused("evidence-unreadable", f"{EVIDENCE}/disposition.yml", 1, "two files claim to be the disposition"),
    ),
    "an artefact of another model": (
        replace(RED_TEAM, "model: support-assistant\n", "model: other\n"),
        blocked(
            ("disposition-evidence-mismatch", DISPOSITION, 38),
            ("evidence-wrong-model", f"{EVIDENCE}/red-team-report.yaml", 2),
        ),
    ),
    "an artefact of another kind": (
        lambda repo: repo.write(RED_TEAM, text(repo, STATEMENT)),
        Outcome(
            2,
            frozenset(("evidence-unreadable", RED_TEAM, line) for line in (1, 7, 10, LAST - 4)),
            'schema: "tunegate/overhang-statement/v1" should be tunegate/red-team-report/v1',
        ),
    ),
    "an artefact with a key twice": (
        append(DISPOSITION, "decision: proceed\n"),
        refused("evidence-unreadable", DISPOSITION, 56, "the key 'decision' appears twice in one mapping"),
    ),
    "an artefact with two merge keys": (
        append(DISPOSITION, "<<: {decision: hold}\n<<: {decision: proceed}\n"),
        refused("evidence-unreadable", DISPOSITION, 57, "the key '<<' appears twice in one mapping"),
    ),
    "an artefact of two documents": (
        append(DISPOSITION, "---\ndecision: proceed\n"),
        refused(
            "evidence-unreadable",
            DISPOSITION,
            1,
            'the document: [{"schema": "tunegate/disposition/v1", "model": "support-... is not of type object',
        ),
    ),
    "an older disposition": (rolled_back, blocked(("disposition-rolled-back", DISPOSITION, 6))),
    "no disposition": (
        steps(EVIL_PROMPT, remove(DISPOSITION)),
        blocked(
            ("artefact-stale", f"{EVIDENCE}/overhang-statement.yaml", 3),
            ("disposition-missing", CONFIG, 4),
            ("reassessment-required", PROMPT, 1),
            *IN_ANALYSIS,
        ),
    ),
    "a longer validity": (
        replace(DISPOSITION, '"2027-05-31"', '"2036-05-31"'),
        blocked(("disposition-validity-too-long", DISPOSITION, 7)),
    ),
    "a validity by weeks": (
        replace(DISPOSITION, '"2027-05-31"', '"2026-W99-1"'),
        refused("evidence-unreadable", DISPOSITION, 7, 'expires: "2026-W99-1" does not fit: write YYYY-MM-DD'),
    ),
    "a validity in other digits": (
        replace(DISPOSITION, '"2027-05-31"', '"\uff12\uff10\uff19\uff19-01-01"'),
        refused("evidence-unreadable", DISPOSITION, 7, "expires: '\uff12\uff10\uff19\uff19-01-01' is not a 'date'"),
    ),
    "a validity with a line end": (
        replace(DISPOSITION, '"2027-05-31"', '"2027-05-31\\n"'),
        refused("evidence-unreadable", DISPOSITION, 7, "expires: '2027-05-31\\n' is not a 'date'"),
    ),
    "a day that there is not": (
        replace(DISPOSITION, '"2027-05-31"', '"2027-02-31"'),
        refused("evidence-unreadable", DISPOSITION, 7, "expires: '2027-02-31' is not a 'date'"),
    ),
    "an expired disposition": (
        replace(DISPOSITION, '"2027-05-31"', '"2026-11-22"'),
        blocked(("disposition-expired", DISPOSITION, 7)),
    ),
    "a disposition of the future": (
        replace(DISPOSITION, "2026-11-02T", "2026-12-02T"),
        blocked(("disposition-from-future", DISPOSITION, 6)),
    ),
    "another time zone": (
        replace(DISPOSITION, "09:00:00Z", "09:00:00+14:00"),
        refused(
            "evidence-unreadable",
            DISPOSITION,
            6,
            'decided_at: "2026-11-02T09:00:00+14:00" does not fit: write YYYY-MM-DDThh:mm:ssZ, in UTC',
        ),
    ),
    "no condition": (
        lambda repo: repo.write(DISPOSITION, text(repo, DISPOSITION).replace('due: "2027-01-15"', 'due: "2026-01-15"')),
        blocked(("condition-lapsed", DISPOSITION, 19)),
    ),
    "no owner of a trigger": (
        replace(DISPOSITION, "  base-model-change:\n    owner: ml-platform@acme.example\n", ""),
        blocked(("trigger-owner-missing", DISPOSITION, 25)),
    ),
    "a decision that holds": (
        replace(DISPOSITION, "decision: conditional", "decision: hold"),
        blocked(("disposition-decision", DISPOSITION, 4)),
    ),
    "a decision in another case": (
        replace(DISPOSITION, "decision: conditional", "decision: Proceed"),
        refused(
            "evidence-unreadable",
            DISPOSITION,
            4,
            'decision: "Proceed" is none of proceed, conditional, restricted-pilot, hold, decline',
        ),
    ),
    "a determination by another": (
        determined(owner="me@acme.example"),
        changed("system_prompt", (PROMPT, 1))
        | blocked(("determination-rejected", f"{EVIDENCE}/determinations/d.yaml", 1)),
    ),
    "a determination by a homoglyph": (
        determined(owner="trust-and-s\u0430fety@acme.example"),
        changed("system_prompt", (PROMPT, 1))
        | blocked(("determination-rejected", f"{EVIDENCE}/determinations/d.yaml", 1)),
    ),
    "a determination from another state": (
        determined(from_state="sha256:" + "0" * 64),
        changed("system_prompt", (PROMPT, 1))
        | blocked(("determination-rejected", f"{EVIDENCE}/determinations/d.yaml", 1)),
    ),
    "a determination for another state": (
        determined(state="sha256:" + "0" * 64),
        changed("system_prompt", (PROMPT, 1)),
    ),
    "a determination for the reviewed state": (
        determined(state=STATE),
        changed("system_prompt", (PROMPT, 1)),
    ),
    "a determination that expired": (
        determined(expires="2026-11-22"),
        changed("system_prompt", (PROMPT, 1))
        | blocked(("determination-rejected", f"{EVIDENCE}/determinations/d.yaml", 1)),
    ),
    "a determination of the future": (
        determined(determined_at="2026-11-24T00:00:00Z"),
        changed("system_prompt", (PROMPT, 1))
        | blocked(("determination-rejected", f"{EVIDENCE}/determinations/d.yaml", 1)),
    ),
    "a determination on another trigger": (
        determined(trigger="base-model-change"),
        changed("system_prompt", (PROMPT, 1))
        | blocked(("determination-rejected", f"{EVIDENCE}/determinations/d.yaml", 1)),
    ),
    "a determination that is not allowed": (
        determined(
            replace(TRAIN, "learning_rate: 0.0001", "learning_rate: 0.1"),
            trigger="re-fine-tuning",
            owner="ml-platform@acme.example",
        ),
        changed("training_recipe", (TRAIN, 81))
        | blocked(("determination-rejected", f"{EVIDENCE}/determinations/d.yaml", 1)),
    ),
    "a determination on the gate for a model": (
        determined(trigger="control-plane-change"),
        changed("system_prompt", (PROMPT, 1))
        | blocked(("determination-rejected", f"{EVIDENCE}/determinations/d.yaml", 1)),
    ),
    "a determination of another model": (
        determined(model="other"),
        blocked(("evidence-wrong-model", f"{EVIDENCE}/determinations/d.yaml", 2), *RELIED),
    ),
    "a determination in a folder below": (
        steps(determined(), move(DETERMINATION, f"{EVIDENCE}/old/d.yaml")),
        changed("system_prompt", (PROMPT, 1)),
    ),
    "a determination, and one more change": (
        steps(determined(), append(PROMPT, "And more.\n")),
        changed("system_prompt", (PROMPT, 1)),
    ),
    "a determination, and a change of another surface": (
        steps(determined(), replace(TRAIN, "seed: 4127", "seed: 1")),
        blocked(
            ("artefact-stale", f"{EVIDENCE}/alignment-regression.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/evaluation-results.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/overhang-statement.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/red-team-report.yaml", 3),
            ("artefact-stale", f"{EVIDENCE}/training-run.yaml", 3),
            ("disposition-stale", DISPOSITION, 3),
            ("reassessment-required", TRAIN, 86),
            ("reassessment-required", PROMPT, 1),
            *IN_ANALYSIS,
        ),
    ),
    "a determination on the gate by its new owner": (
        steps(
            replace(CONFIG, "owner: risk@", "owner: me@"),
            write("evidence/control-plane/determinations/d.yaml", "x: 1\n"),
        ),
        refused(
            "evidence-unreadable",
            "evidence/control-plane/determinations/d.yaml",
            1,
            "the document: the required key 'determined_at' is missing",
        ),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
