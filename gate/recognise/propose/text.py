"""The YAML text of a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gate.recognise.propose.choice import Choice, Doubt, Draft, Proposal, literal, quoted
from gate.recognise.propose.earlier import Earlier
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


def configuration(proposal: Proposal, plane: PlaneDraft, earlier: Earlier | None = None) -> str:
    """The text of the configuration. ``earlier`` is what stays of the one that is written over."""
    earlier = earlier or Earlier()
    lines = _HEAD.rstrip("\n").split("\n")
    for draft in proposal.drafts:
        said = earlier.of(draft.name)
        lines += [*_model(draft, said.get("evidence")), *_approvers(plane.approval, said, "    ")]
    lines += _doubts(proposal.doubts)
    lines += earlier.exclusions or _exclusions(proposal.left_out, plane)
    lines += _plane(plane, earlier.plane)
    if plane.approval is not None:
        lines += ["signing:", f"  repository: {quoted(plane.approval.repository)}  # what signatures are bound to"]
    lines += [*earlier.signing, *earlier.others]
    return "\n".join(lines) + "\n"


def _approvers(draft: ApprovalDraft | None, said: Mapping[str, Any], pad: str) -> list[str]:
    """Who approves: those who were named now, else those whom the earlier configuration names, as it does."""
    if draft is None and "approvers" in said:
        import yaml

        text = yaml.safe_dump({"approvers": said["approvers"]}, default_flow_style=None, sort_keys=False, width=_WIDTH)
        return [pad + line for line in text.splitlines()]
    if draft is None:
        return []
    names = ", ".join(map(_owner, draft.principals))
    return [f"{pad}approvers:", f"{pad}  quorum: 1", f"{pad}  principals: [{names}]"]


def _model(draft: Draft, evidence: str | None) -> list[str]:
    lines = [f"  {quoted(draft.name)}:", "    surfaces:"]
    for surface in SURFACES:
        rows = [choice for choice in draft.choices if choice.surface == surface]
        if rows:
            lines.append(f"      {surface}:{_remark(surface, rows)}")
        lines += [f"        - {choice.written}" for choice in rows]
    return [*lines, f"    evidence: {quoted(evidence or 'evidence/' + draft.name)}"]


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


def _plane(plane: PlaneDraft, said: Mapping[str, Any]) -> list[str]:
    lines = ["# The owner answers for changes of this file and of what runs the gate: a mailbox of a role, or a team."]
    lines.append("control_plane:")
    if plane.owner is not None:
        source = f"  # from {plane.owner_from}" if plane.owner_from else ""
        lines.append(f"  owner: {_owner(plane.owner)}{source}")
    else:
        lines.append(f"  owner: {PLACEHOLDER}  # nobody yet: write the mailbox of a role, or a team")
    found = [literal(path) for path in plane.paths]
    paths = [*found, *(glob for glob in said.get("paths", ()) if glob not in found)]
    if paths:
        lines.append("  paths:")
        lines += [f"    - {quoted(glob)}" for glob in paths]
    if "evidence" in said:
        lines.append(f"  evidence: {quoted(said['evidence'])}")
    lines += _approvers(plane.approval, said, "  ")
    if not any(path.startswith(".git") and "CODEOWNERS" not in path for path in paths):
        lines += ["  # paths:"] if not paths else []
        lines.append(f"  #   - {WORKFLOW}  # or where your workflow runs the gate, once it is there")
    return lines


def _owner(owner: str) -> str:
    return f'"{owner}"' if owner.startswith("@") else owner
