"""The step's summary: every finding, within its limit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gate.report.formats import summary
from gate.values.origin import Origin
from tests.command import check
from tests.repo import Repo
from tests.report.decisions import DECISION, decision_of, finding, no_quote


def test_summary_of_the_step_is_added_to(example: Repo, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("what another command said\n")
    given_ = ("--report", f"markdown={summary}")
    assert check(example, *given_, env={"GITHUB_STEP_SUMMARY": str(summary)}).returncode == 0
    assert summary.read_text("utf-8").startswith("what another command said\n## ✅ tunegate: PASS")
    assert check(example, *given_).returncode == 0
    assert summary.read_text("utf-8").startswith("## ✅ tunegate: PASS")


def test_summary_lists_every_finding() -> None:
    rows = tuple(finding(line=n, message=f"number {n}") for n in range(1, 1501))
    linked = replace(DECISION, findings=rows, origin=Origin(url="https://forge.acme.example/acme/assistant"))
    rendered = summary.render(linked, no_quote)
    for row in rows:
        page = f"https://forge.acme.example/acme/assistant/blob/{linked.head}/dir/file.yaml#L{row.line}"
        assert f"]({page}" in rendered
        assert f"number {row.line}" in rendered
    assert "more; the log" not in rendered


def test_summary_within_its_limit() -> None:
    one = decision_of("\U0001f600`" * 90)
    parts = {
        name: getattr(one, name) * 5500 for name in ("findings", "triggers", "changes", "steps", "waivers", "drift")
    }
    parts["findings"] = tuple(replace(row, line=number) for number, row in enumerate(parts["findings"], 1))
    rendered = summary.render(replace(one, **parts), no_quote)
    assert len(rendered.encode()) <= 1_040_000  # of 1,048,576; another command of the step may write something, too
    shown = rendered.count("\n- ❌ error ")
    assert f"\n- {5500 - shown} more; the log and the JSON report have all of them\n" in rendered
