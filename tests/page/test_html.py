from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

from gate.page.html import Html
from gate.page.tree import (
    Banner,
    Code,
    Event,
    Fact,
    Facts,
    Figure,
    Mark,
    Page,
    Paragraph,
    Place,
    Section,
    Table,
    Timeline,
)

HOSTILE = "</p><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[31m\u202e::error::x \"' &amp;"
SHOWN = "</p><script>alert(1)</script><img src=x onerror=alert(2)>\\x1b[31m\\u202e::error::x \"' &amp;"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>t</title><path d="M0 0"/></svg>'


class Reader(HTMLParser):
    """The tags, their attributes, and all text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page(*, text: str = "plain", filters: bool = False) -> Page:
    """A page with one of everything, the text in every place."""
    everything = (text, Mark(text, "bad"), Code(text), Place(text, 1, 2, f"https://forge.example/{text}"), Place(text))
    blocks = (
        Paragraph(everything),
        Facts((Fact(text, (everything,), text),)),
        Table(text, (text, text), ((everything, everything),), 3),
        Timeline((Event(text, everything, (everything,)),)),
        Figure(SVG, text),
    )
    banner = Banner(Mark(text, "good"), (everything,))
    return Page(
        text, banner, (Section("one", text, text, blocks), Section("two", text, text, ())), (everything,), filters
    )


def test_a_text_is_only_text_wherever_it_stands() -> None:
    harmless = re.sub(r"[^/ ]", "p", HOSTILE)  # as many words and folders
    plain, hostile = Reader(Html(page(text=harmless))), Reader(Html(page(text=HOSTILE)))
    assert hostile.tags == plain.tags
    assert [name for name, _ in hostile.attributes] == [name for name, _ in plain.attributes]
    assert "".join(hostile.texts).count(SHOWN) == "".join(plain.texts).count(harmless) > 20


def test_a_path_is_broken_after_its_folders() -> None:
    """Not within a name, and not so often that a hostile path makes a page of breaks."""
    text = Html(Page("t", Banner(Mark("t"), ((Place("a/b c/d.yaml", 1), Place("x/" * 999)),)), ()))
    assert "<code>a/<wbr>b c/<wbr>d.yaml:1</code>" in text
    assert text.count("<wbr>") == 52


def test_only_a_word_that_is_too_long_is_broken_within_a_table() -> None:
    text = Html(Page("t", Banner(Mark("t")), (Section("s", "s", "", (_table("a" * 30, "b" * 31),)),)))
    assert f'data-label="A">{"a" * 30}</th>' in text
    assert f'data-label="B" class="wide">{"b" * 31}</td>' in text


def _table(*words: str) -> Table:
    return Table("t", ("A", "B"), (tuple((word,) for word in words),))


def test_the_table_that_says_so_is_searched() -> None:
    first, second = _table("a", "b"), Table("u", ("A",), (), searched=True)
    text = Html(Page("t", Banner(Mark("t")), (Section("s", "s", "", (first, second)),), filters=True))
    assert text.count('class="searched"') == 1
    assert '<table role="table" class="searched"><caption>u</caption>' in text


def test_nothing_is_fetched() -> None:
    found = Reader(Html(page(filters=True)))
    assert {"link", "iframe", "object", "embed", "audio", "video", "base", "img"}.isdisjoint(found.tags)
    addresses = {
        (n, v) for n, v in found.attributes if n in ("src", "srcset", "action", "href") and not v.startswith("#")
    }
    assert addresses == {("href", "https://forge.example/plain")}
    policy = next(v for n, v in found.attributes if v.startswith("default-src"))
    assert policy.startswith("default-src 'none'; ")


def test_the_only_script_is_the_one_whose_digest_the_page_names() -> None:
    assert "script" not in Reader(Html(page())).tags
    text = Html(page(filters=True))
    script = text.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert Reader(text).tags.count("script") == 1
    assert f"script-src 'sha256-{digest}'" in text


def test_a_drawing_is_part_of_the_page() -> None:
    text = Html(page(text="what it shows"))
    drawing = (
        '<svg viewBox="0 0 1 1" role="img" aria-label="what it shows"><title>t</title><path d="M0 0"></path></svg>'
    )
    assert drawing in text
    assert "<figcaption>what it shows</figcaption>" in text


def test_what_is_left_out_is_counted() -> None:
    assert "<p>3 more; the JSON report has all of them.</p>" in Html(page())
