"""A page as one HTML file: no request to anywhere, no script that reading needs, and no text that could be markup.

The file is built as a tree and written by the standard library's serialiser, which escapes every text and attribute.
Sources: WHATWG HTML, "The elements of HTML"; W3C, Content Security Policy Level 3 (``script-src`` by hash); WCAG 2.2.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from xml.etree import ElementTree

from gate.page.tree import (
    Banner,
    Block,
    Cell,
    Code,
    Facts,
    Figure,
    Inline,
    Mark,
    Page,
    Paragraph,
    Place,
    Section,
    Table,
    Timeline,
)
from gate.report.common import place
from gate.values.text import Output, Text

Element = ElementTree.Element
LONGEST_WORD = 30  # characters of a table's cell that stay together
_SVG = "{http://www.w3.org/2000/svg}"


class Html(Output):
    """A page as HTML. Every text in it went through `gate.values.text.Text`, and was escaped by the serialiser."""

    __slots__ = ()

    def __new__(cls, page: Page) -> Html:
        body = ElementTree.tostring(_document(page), encoding="unicode", method="html")
        return str.__new__(cls, f"<!doctype html>\n{body}\n".replace("##", "#&#35;"))  # no runner's '##vso['


def _text(value: str) -> str:
    """One line of text, as a browser shows it: a line of its own could be a command for the runner that prints it."""
    return Text(value.replace("\n", " "))


def _el(tag: str, *children: Element | str, **attributes: str) -> Element:
    """An element. A trailing underscore of a name is dropped and the others become hyphens."""
    element = Element(tag, {name.rstrip("_").replace("_", "-"): _text(value) for name, value in attributes.items()})
    return _fill(element, children)


def _fill(element: Element, children: Iterable[Element | str]) -> Element:
    last: Element | None = None
    for child in children:
        if isinstance(child, str):
            text = _text(child)
            if last is None:
                element.text = (element.text or "") + text
            else:
                last.tail = (last.tail or "") + text
        else:
            element.append(child)
            last = child
    return element


def _document(page: Page) -> Element:
    script = _script() if page.filters else ""
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    if script:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        policy += f"; script-src 'sha256-{digest}'"
    head = _el("head", _el("meta", charset="utf-8"))
    meta = Element("meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    head.append(meta)
    head.append(_el("meta", name="viewport", content="width=device-width, initial-scale=1"))
    head.append(_el("meta", name="referrer", content="no-referrer"))
    head.append(_el("meta", name="robots", content="noindex"))
    head.append(_el("title", page.title))
    style = Element("style")
    style.text = _asset("page.css")
    head.append(style)
    body = _el("body", _el("a", "To the content", class_="skip", href="#content"))
    body.append(_top(page))
    main = _el("main", id="content")
    main.extend(_section(section) for section in page.sections)
    body.append(main)
    body.append(_el("footer", *(_el("p", *_inline(cell)) for cell in page.foot)))
    if script:
        code = Element("script")
        code.text = script
        body.append(code)
    return _el("html", head, body, lang="en")


def _top(page: Page) -> Element:
    header = _el("header", _el("h1", page.title), _banner(page.banner))
    if len(page.sections) > 1:
        items = (_el("li", _el("a", section.title, href=f"#{section.id}")) for section in page.sections)
        header.append(_el("nav", _el("ol", *items), aria_label="Contents"))
    return header


def _banner(banner: Banner) -> Element:
    answer = _el("p", _mark(banner.answer), class_="answer")
    return _el(
        "div", answer, *(_el("p", *_inline(cell)) for cell in banner.sentences), class_=f"banner {banner.answer.tone}"
    )


def _section(section: Section) -> Element:
    heading = f"{section.id}-title"
    element = _el("section", _el("h2", section.title, id=heading), id=section.id, aria_labelledby=heading)
    if section.lead:
        element.append(_el("p", section.lead, class_="lead"))
    for block in section.blocks:
        element.append(_block(block))
    return element


def _block(block: Block) -> Element:
    match block:
        case Paragraph():
            return _el("p", *_inline(block.parts))
        case Facts():
            return _facts(block)
        case Table():
            return _table(block)
        case Timeline():
            return _timeline(block)
        case Figure():
            return _figure(block)


def _facts(block: Facts) -> Element:
    rows = _el("dl")
    for fact in block.rows:
        term = _el("dt", fact.term)
        if fact.means:
            term.append(_el("small", fact.means))
        rows.append(_el("div", term, _el("dd", *(_el("p", *_inline(cell)) for cell in fact.value))))
    return rows


def _table(block: Table) -> Element:
    # the roles are said, because a narrow page shows the rows as blocks, which takes a table's own roles from it
    head = _el("tr", *(_el("th", title, scope="col", role="columnheader") for title in block.head), role="row")
    body = _el("tbody", role="rowgroup")
    for row in block.rows:
        first, *others = row
        cells = [_el("th", *_inline(first), scope="row", role="rowheader", data_label=block.head[0])]
        cells += [
            _el("td", *_inline(cell), role="cell", data_label=title)
            for title, cell in zip(block.head[1:], others, strict=True)
        ]
        for element, cell in zip(cells, row, strict=True):
            if _is_wide(cell):
                element.set("class", "wide")
        body.append(_el("tr", *cells, role="row"))
    table = _el("table", _el("caption", block.caption), _el("thead", head, role="rowgroup"), body, role="table")
    if block.searched:
        table.set("class", "searched")
    # a region that scrolls has to be reached by keyboard
    scroller = _el("div", table, class_="scroll", tabindex="0", role="region", aria_label=block.caption)
    if not block.left:
        return scroller
    return _el("div", scroller, _el("p", f"{block.left} more; the JSON report has all of them."))


def _is_wide(cell: Cell) -> bool:
    """Whether a word would push the other columns out of sight, so that it has to be broken anywhere."""
    texts = (part if isinstance(part, str) else part.text for part in cell if isinstance(part, str | Mark))
    return any(len(word) > LONGEST_WORD for text in texts for word in text.split())


def _timeline(block: Timeline) -> Element:
    events = _el("ol", class_="timeline")
    for event in block.events:
        item = _el("li", _el("time", event.day, datetime=event.day), _el("div", _el("p", *_inline(event.parts))))
        item[-1].extend(_el("p", *_inline(cell), class_="detail") for cell in event.details)
        events.append(item)
    return events


def _figure(block: Figure) -> Element:
    drawing = ElementTree.fromstring(block.svg)  # noqa: S314  # it is the gate's own drawing
    for element in drawing.iter():  # in HTML, what is below <svg> has no prefix
        element.tag = element.tag.removeprefix(_SVG)
    drawing.set("role", "img")
    drawing.set("aria-label", Text(block.words))
    scroller = _el("div", drawing, class_="scroll", tabindex="0", role="region", aria_label="Drawing")
    return _el("figure", scroller, _el("figcaption", block.words))


def _inline(cell: Cell) -> list[Element | str]:
    return [_part(part) for part in cell]


def _part(part: Inline) -> Element | str:
    match part:
        case Mark():
            return _mark(part)
        case Code():
            return _el("code", part.text)
        case Place():
            words = _el("code", *_breakable(place(part.path, part.line, part.end_line)))
            if part.href is None:
                return _el("span", words, class_="place")
            return _el("a", words, class_="place", href=part.href, rel="noopener noreferrer")
        case _:
            return part


def _breakable(path: str) -> list[Element | str]:
    """A path that a browser may break after its folders, and not within a name."""
    first, *others = path.split("/")
    found: list[Element | str] = [first]
    for name in others[:50]:
        found += ["/", _el("wbr"), name]
    return [*found, "/" + "/".join(others[50:])] if others[50:] else found


def _mark(mark: Mark) -> Element:
    return _el("strong", mark.text, class_=f"mark {mark.tone}")


@cache
def _asset(name: str) -> str:
    return resources.files("gate.page").joinpath(name).read_text("utf-8")


def _script() -> str:
    return _asset("page.js")
