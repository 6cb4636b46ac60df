"""Markdown: whole reports on real decisions, and what no text may do to them."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gate.report import markdown_report
from gate.report.drift_section import FOLD, UNFOLD
from tests.report.decisions import DECISION, HOSTILE, decision_of, finding, line_of, no_quote


@given(HOSTILE)
def test_markdown_holds_text_as_text(text: str) -> None:
    passed = replace(decision_of(text), verdict="pass", exit_code=0)
    short = replace(markdown_report.SUMMARY, whole=0)  # every finding in one line
    for decision, limits in (
        (decision_of(text), markdown_report.COMMENT),
        (passed, markdown_report.SUMMARY),
        (passed, short),
    ):
        rendered = markdown_report.render(decision, line_of(text), limits)
        tokens = MarkdownIt("commonmark").enable("table").parse(rendered)
        assert [token.content for token in tokens if token.type == "html_block"] == [
            "\n".join((*FOLD, "")),
            f"{UNFOLD}\n",
        ]
        tokens = [token for token in tokens if token.type != "html_block"]
        inline = [child for token in tokens for child in token.children or ()]
        kinds = {token.type for token in (*tokens, *inline)}
        assert kinds <= {
            *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "fence"),
            *(
                "ordered_list_open",
                "ordered_list_close",
                "bullet_list_open",
                "bullet_list_close",
                "list_item_open",
                "list_item_close",
            ),
            *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
            *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
            *("text", "code_inline", "link_open", "link_close", "strong_open", "strong_close"),
        }
        links = [str(token.attrs["href"]) for token in inline if token.type == "link_open"]
        assert all(link.startswith("https://forge.acme.example/acme/assistant/blob/") for link in links)
        # the step and its command, and the finding unless it is in one line
        assert sum(token.type == "fence" for token in tokens) == (3 if limits is short else 4)
        assert sum(token.type == "heading_open" for token in tokens) == 8
        assert sum(token.type == "list_item_open" for token in tokens) == 3
        assert sum(token.type == "tr_open" for token in tokens) == 2 + 2 + 3 + 2
        assert sum(token.type == "td_open" for token in tokens) == 5 + 7 + 2 * 12 + 6
        assert not re.search(r"^\s*::|##\[", rendered, re.MULTILINE)


@settings(max_examples=25)
@given(st.integers(0, 90), st.text("`|@<\U0001f600#[:\n", min_size=300, max_size=400))
def test_markdown_fits_into_a_comment(count: int, text: str) -> None:
    one = decision_of(text * 5)
    many = replace(
        one,
        findings=one.findings * count,
        triggers=one.triggers * count,
        changes=one.changes * count,
        steps=one.steps * count,
        drift=one.drift * count,
        waivers=one.waivers * count,
        models=(text,) * count,
    )
    for verdict in ("block", "pass"):
        rendered = markdown_report.render(replace(many, verdict=verdict), no_quote)
        assert len(rendered.encode()) <= 65_000  # characters are fewer than bytes, and the marker comes before them


def test_markdown_counts_what_it_leaves_out() -> None:
    rows = tuple(finding(line=n, message=f"number {n}") for n in range(1, 61))
    (change,) = decision_of("x").changes
    rendered = markdown_report.render(replace(DECISION, findings=rows, changes=(change,) * 70), no_quote)
    assert rendered.count("\n- ❌ error ") == 50
    assert "\n- 10 more; the log and the JSON report have all of them\n" in rendered
    assert rendered.count("\n| modified |") == 50
    assert "\n\n20 more; the JSON report has all of them.\n" in rendered
