"""The YAML text of a proposal."""

from __future__ import annotations

from collections.abc import Sequence

from gate.recognise.propose.choice import Choice, Doubt, Draft, Proposal, literal, quoted
from gate.recognise.propose.plane import PLACEHOLDER, WORKFLOW, ApprovalDraft, PlaneDraft
from gate.values.terms import SURFACES
from gate.values.text import one_line

_HEAD = """\
# What tunegate reviews in this repository. A selector is a path or glob, or one with '#' and a JSON Pointer
# into the file; '!' takes away. Correct it by hand: 'tunegate scan' shows what no selector covers.
version: 1
models:
"""
_WIDTH = 150
_MOST_DOUBTS = 60


def configuration(proposal: Proposal, plane: PlaneDraft, kept: Sequence[str] = ()) -> str:
    """The text of the configuration. ``kept`` are lines of an earlier one that stay as they are."""
    lines = _HEAD.rstrip("\n").split("\n")
    for draft in proposal.drafts:
        lines += [*_model(draft), *_approvers(plane.approval, "    ")]
    lines += _doubts(proposal.doubts)
    lines += kept or _exclusions(proposal.left_out, plane)
    lines += _plane(plane)
    if plane.approval is not None:
        lines += ["signing:", f"  repository: {quoted(plane.approval.repository)}  # what signatures are bound to"]
    return "\n".join(lines) + "\n"


def _approvers(draft: ApprovalDraft | None, pad: str) -> list[str]:
    if draft is None:
        return []
    names = ", ".join(map(_owner, draft.principals))
    return [f"{pad}approvers:", f"{pad}  quorum: 1", f"{pad}  principals: [{names}]"]


def _model(draft: Draft) -> list[str]:
    lines = [f"  {quoted(draft.name)}:", "    surfaces:"]
    for surface in SURFACES:
        rows = [choice for choice in draft.choices if choice.surface == surface]
        if rows:
            lines.append(f"      {surface}:{_remark(surface, rows)}")
        lines += [f"        - {choice.written}" for choice in rows]
    return [*lines, f"    evidence: {quoted('evidence/' + draft.name)}"]


def _remark(surface: str, rows: Sequence[Choice]) -> str:
    whole = surface == "training_recipe" and any(not place.pointer for row in rows for place in row.places)
    return "  # whole files: a key that only logs counts, too; single keys are named with '#'" if whole else ""


def _doubts(doubts: Sequence[Doubt]) -> list[str]:
    """What only a person can place, as lines that can be taken in."""
    if not doubts:
        return []
    lines = ["# Left to you: put under a model what is one of its surfaces. Until then a change of it is asked about."]
    for surface in SURFACES:
        rows = [doubt for doubt in doubts if doubt.surface == surface]
        if rows:
            lines.append(f"#     {surface}:")
        for doubt in rows[:_MOST_DOUBTS]:
            lines.append(one_line(f"#       - {quoted(doubt.selector)}  # {doubt.why}", _WIDTH))
        if len(rows) > _MOST_DOUBTS:
            lines.append(f"#       and {len(rows) - _MOST_DOUBTS} more: see 'tunegate scan'")
    return lines


def _exclusions(rows: Sequence[tuple[str, str]], plane: PlaneDraft) -> list[str]:
    """Where something was recognised that no model is made of: asked about no more, once this is merged."""
    if not rows:
        return []
    lines = ["recognise:", "  exclude:"]
    for glob, why in rows:
        lines.append(f"    - path: {quoted(glob)}")
        lines.append(f"      reason: {quoted(why)}")
        lines.append(f"      owner: {_owner(plane.owner or PLACEHOLDER)}")
    return lines


def _plane(plane: PlaneDraft) -> list[str]:
    lines = ["# The owner answers for changes of this file and of what runs the gate: a mailbox of a role, or a team."]
    lines.append("control_plane:")
    if plane.owner is not None:
        source = f"  # from {plane.owner_from}" if plane.owner_from else ""
        lines.append(f"  owner: {_owner(plane.owner)}{source}")
    else:
        lines.append(f"  owner: {PLACEHOLDER}  # nobody yet: write the mailbox of a role, or a team")
    if plane.paths:
        lines.append("  paths:")
        lines += [f"    - {quoted(literal(path))}" for path in plane.paths]
    lines += _approvers(plane.approval, "  ")
    if not any(path.startswith(".git") and "CODEOWNERS" not in path for path in plane.paths):
        lines += ["  # paths:"] if not plane.paths else []
        lines.append(f"  #   - {WORKFLOW}  # or where your workflow runs the gate, once it is there")
    return lines


def _owner(owner: str) -> str:
    return f'"{owner}"' if owner.startswith("@") else owner
