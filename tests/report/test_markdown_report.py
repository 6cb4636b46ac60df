"""Markdown: whole reports on real decisions, and what no text may do to them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gate.report import markdown_report
from tests.command import MODEL, NOW
from tests.report.decisions import DECISION, HOSTILE, decision_of, finding, line_of, no_quote
from tests.report.reports import DRIFT, NOTES, PLACES, see, uncounted


def test_markdown(prompt: dict[str, str]) -> None:
    properties = json.loads(prompt["sarif"])["runs"][0]["properties"]
    base, head = properties["base"], properties["head"]
    page = f"https://forge.acme.example/acme/assistant/blob/{head}"
    relying = PLACES["control-changed"][0]
    assert uncounted(prompt["markdown"]) == (
        f"""## ❌ tunegate: BLOCKED

4 findings must be answered before this can be deployed.

Compared `{base[:12]}` with `{head[:12]}` at {NOW}.

### What to do

1. **redo** `support-assistant`, `trust-and-safety@acme.example`

   ```text
   Redo alignment-regression, overhang-statement for the present state, edit the documents, and record
     that it was done.
   $ tunegate evidence renew alignment-regression overhang-statement --model support-assistant
   ```
2. **decide** `support-assistant`, `ai-committee@acme.example`

   ```text
   Get a new decision on the model, on the evidence as it is then. Add --decision, --decided-by,
     --expires and --rationale, or fill in what the command lists as left. For an artefact that was
     checked and holds as it is, add --renewed KIND=REASON.
   $ tunegate disposition draft --model support-assistant
   ```
3. **sign** `support-assistant`, `ai-committee@acme.example`

   ```text
   Have the disposition approved by ai-committee@acme.example.
   $ tunegate disposition sign --model support-assistant
   ```
4. Look at the changes, and commit them.

### Findings

- ❌ error `reassessment-required` [`prompts/system.md:14-15`]({page}/prompts/system.md#L14-L15)

  ```text
  system_prompt of support-assistant modified: prompts/system.md (Everything else is out of scope,
    however small or harmless it looks: say so i... -> Everything else is out of scope, unless it is
    small and harmless: then help, ...). This fires deployment-layer-change, owned by
    trust-and-safety@acme.example.
     14 | Everything else is out of scope, unless it is small and harmless: then help, and offer what else you can do.
  {see("reassessment-required")}
  fix: Redo the evidence that depends on this surface ('tunegate evidence renew'), and have the new
    state decided on ('tunegate disposition draft'); or take the change back.
  ```
- ❌ error `artefact-stale` [`prompts/system.md:14-15`]({page}/prompts/system.md#L14-L15)

  ```text
  the overhang-statement was made before these changed: system_prompt (prompts/system.md)
  {see("artefact-stale")}
  fix: Redo the artefact for the present state, and record that with 'tunegate evidence renew' and its
    kind.
  ```
- ❌ error `disposition-stale` [`prompts/system.md:14-15`]({page}/prompts/system.md#L14-L15)

  ```text
  the disposition was made for the state sha256:3b6331683466; since then these changed: system_prompt
    (prompts/system.md)
  {see("disposition-stale")}
  fix: Redo what the changes made stale, then run 'tunegate disposition draft' for the new state.
  ```
- ❌ error `control-changed` [`{relying}:49`]({page}/{relying}#L49)

  ```text
  the alignment-regression relies on prompts/system.md, which is not what it was: sha256:01b246240697
    was relied on, it is sha256:c6d80d7f61df now
     49 |       - path: prompts/system.md
  fix: Look at what relies on the control, test it again, and record that with 'tunegate evidence
    renew'. Or have the trigger's owner determine that the control still works: 'tunegate evidence new
    determination' names it with both digests.
  ```

### Triggers

| trigger | model | changes | owner | answered by |
| --- | --- | --- | --- | --- |
| `deployment-layer-change` | `{MODEL}` | 1 | `trust-and-safety@acme.example` | **not answered** |

### Changes

| change | surface | where | key | old | new | what |
| --- | --- | --- | --- | --- | --- | --- |
| modified | system_prompt | [`prompts/system.md:14-15`]({page}/prompts/system.md#L14-L15) |  """
        "| `Everything else is out of scope, however small or harmles...` "
        "| `Everything else is out of scope, unless it is small and h...` | `2 lines out, 2 lines in` |\n\n"
        + DRIFT
        + NOTES
    )


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
        assert sum(token.type == "fence" for token in tokens) == (1 if limits is short else 2)
        assert sum(token.type == "heading_open" for token in tokens) == 7
        assert sum(token.type == "list_item_open" for token in tokens) == 2 + 1
        assert sum(token.type == "tr_open" for token in tokens) == 2 + 2 + 3 + 2
        assert sum(token.type == "td_open" for token in tokens) == 5 + 7 + 2 * 10 + 6
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
