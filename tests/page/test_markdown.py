from __future__ import annotations

from markdown_it import MarkdownIt

from gate.page.markdown import markdown
from gate.page.tree import Banner, Code, Event, Fact, Facts, Mark, Page, Paragraph, Place, Section, Table, Timeline


def page(*blocks: object, text: str = "plain") -> Page:
    found = (Section("one", text, text, blocks),)  # type: ignore[arg-type]
    return Page(text, Banner(Mark(text, "warn"), ((text,),)), found, ((text,),))


def test_every_kind_of_block() -> None:
    place = Place("a/b.yaml", 3, 4, "https://forge.example/blob/a/b.yaml#L3-L4")
    text = markdown(
        page(
            Paragraph(("Words, ", Mark("good ones", "good"), " and ", Code("code"))),
            Facts((Fact("Term", (("one",), ("two",)), "what it means"),)),
            Table("Caption", ("A", "B"), (((Code("x"),), (place,)),), 2),
            Timeline((Event("2026-11-02", ("Something",), (("Why",),)),)),
        )
    )
    assert text == "\n".join(
        [
            *("# plain", "", "⚠️ **plain**", "", "plain", "", "## plain", "", "plain", ""),
            *("Words, ✅ **good ones** and `code`", ""),
            *("| what | here |", "| --- | --- |", "| Term<br>what it means | one<br>two |", ""),
            *("**Caption**", "", "| A | B |", "| --- | --- |"),
            "| `x` | [`a/b.yaml:3-4`](https://forge.example/blob/a/b.yaml#L3-L4) |",
            *("", "2 more; the JSON report has all of them.", ""),
            *("- **2026-11-02** Something", "  - Why", "", "---", "", "plain", ""),
        ]
    )


def test_a_text_means_nothing_to_markdown() -> None:
    hostile = "# *a* <b>x</b> [c](d) `e` | f ~~g~~ $h$ &lt; ![i](j)"
    found = MarkdownIt("gfm-like", {"linkify": False}).render(markdown(page(Paragraph((hostile,)))))
    shown = "# *a* &lt;b&gt;x&lt;/b&gt; [c](d) `e` | f ~~g~~ $h$ &amp;lt; ![i](j)"
    assert f"<p>{shown}</p>" in found


def test_what_github_would_link_is_code() -> None:
    """A backslash stops neither a mention nor a reference nor a picture: GitHub looks for them in the text."""
    said = "ask @somebody or (@acme/team), see acme/x#1, #2, GH-3, https://e.example/ and www.e.example :tada:"
    assert _paragraph(said) == (
        "ask `@somebody` or `(@acme/team),` see `acme/x#1,` `#2,` `GH-3,` `https://e.example/` and "
        "`www.e.example` `:tada:`"
    )
    assert _paragraph("risk@acme.example owns it") == "risk@acme.example owns it"


def test_a_paragraph_begins_no_list() -> None:
    assert [_paragraph(text) for text in ("- a", "+ a", "# a", "1. a", "2) a", "2026 was")] == [
        *("\\- a", "\\+ a", "\\# a", "1\\. a", "2\\) a", "2026 was")
    ]


def _paragraph(text: str) -> str:
    return markdown(page(Paragraph((text,)))).split("\n")[10]
