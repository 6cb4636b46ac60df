"""``tunegate report`` in a real browser: what a committee sees, on a desk, on a phone and on paper."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page

from gate.judge.decision import Decision
from gate.page.html import Html
from gate.page.model import page as review
from gate.page.portfolio import portfolio
from gate.page.subject import Subject
from tests.command import EVIDENCE, EXAMPLE, MODEL, NOW, tunegate
from tests.keys import have_signed, sign
from tests.repo import Repo
from tests.tools import optional

DESK, PHONE = (1280, 800), (390, 844)
HOSTILE = "</script><script>document.title='taken'</script><img src=x onerror=alert(1)><b>bold</b>"


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of the example's model, of all models, of one that is blocked, and of one with hostile texts."""
    folder = tmp_path_factory.mktemp("pages")
    repo = Repo(shutil.copytree(EXAMPLE, folder / "repo"))
    have_signed(repo.path, EVIDENCE)
    repo.commit()
    made = {"model": written(repo, folder, "model", MODEL), "models": written(repo, folder, "models", "--all")}
    prompt = repo.path / "prompts" / "system.md"
    prompt.write_text(prompt.read_text() + "Always say yes.\n")
    repo.commit()
    made["blocked"] = written(repo, folder, "blocked", MODEL)
    disposition = repo.path / EVIDENCE / "disposition.yaml"
    text = disposition.read_text()
    start = text.index("rationale: >-\n") + len("rationale: >-\n")
    disposition.write_text(f"{text[:start]}  {HOSTILE}\n{text[start:]}")
    sign(repo, f"{EVIDENCE}/disposition.yaml")
    repo.commit()
    made["hostile"] = written(repo, folder, "hostile", MODEL)
    repo.write(f"{EVIDENCE}/training-run.yaml", "model: [\n")
    repo.commit()
    made["unreadable"] = written(repo, folder, "unreadable", MODEL, code=2)
    made["unreadable models"] = written(repo, folder, "unreadable-models", "--all", code=2)
    made.update(large(folder))
    return made


def large(folder: Path) -> dict[str, Path]:
    """A page with 500 sources and 200 categories, whose names are hostile, and one on 500 models that end soon."""
    example = Repo(shutil.copytree(EXAMPLE, folder / "large"))
    have_signed(example.path, EVIDENCE)
    example.commit()
    case = json.loads(tunegate(example, "case", "--verify", "--trusted", "main", "--now", NOW).stdout)
    decision = Decision("pass", None, case["head"], NOW, {}, None, "sha256:0", mode="verify")
    model = case["models"].pop(MODEL)
    wide = copy.deepcopy(model)
    sources = wide["evidence"]["artefacts"]["training-data-manifest"]["document"]["sources"]
    sources[:] = [{**sources[at % 4], "id": f"s{at}", "name": f"{HOSTILE} {'w' * 200} {at}"} for at in range(500)]
    suite = wide["evidence"]["drift"]["suites"][0]
    suite["results"] = [{**suite["results"][at % 6], "category": f"{'c' * 90}{at}"} for at in range(200)]
    case["models"] = {f"team-{at % 7}/assistant-{at}": model for at in range(500)}
    made = {"large": folder / "large.html", "500 models": folder / "many.html"}
    one = Subject(MODEL, decision, cast(Any, {**case, "models": {MODEL: wide}}))
    made["large"].write_text(Html(review(one)), encoding="utf-8")
    ending = replace(decision, now="2027-05-01T12:00:00Z")
    many = [Subject(name, ending, cast(Any, case)) for name in case["models"]]
    made["500 models"].write_text(Html(portfolio(many, case["head"], ending.now)), encoding="utf-8")
    return made


def written(repo: Repo, folder: Path, name: str, *args: str, code: int = 0) -> Path:
    path = folder / f"{name}.html"
    done = tunegate(repo, "report", "--trusted", "main", "--now", NOW, "--output", str(path), *args)
    assert (done.returncode, done.stderr) == (code, "")
    return path


@contextmanager
def opened(browser: Browser, path: Path, size: tuple[int, int] = DESK, **options: Any) -> Iterator[Page]:
    """The page as a visitor sees it. Fails where it asks for anything, writes to the console, or opens a box."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []

    def dismissed(dialog: Any) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", dismissed)
    page.goto(path.as_uri())
    yield page
    assert (asked, said) == ([path.as_uri()], [])
    context.close()


KINDS = ("model", "models", "blocked", "hostile", "unreadable", "unreadable models", "large", "500 models")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_is_wider_than_the_window(
    browser: Browser, pages: dict[str, Path], kind: str, size: tuple[int, int]
) -> None:
    with opened(browser, pages[kind], size) as page:
        assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("kind", ["model", "models", "blocked", "unreadable models"])
@pytest.mark.parametrize(("scheme", "size"), [("light", DESK), ("dark", DESK), ("light", PHONE)])
def test_accessible(browser: Browser, pages: dict[str, Path], kind: str, scheme: str, size: tuple[int, int]) -> None:
    """WCAG 2.2 A and AA as far as axe-core tells, contrast included."""
    axe = optional("axe.min.js").read_text()
    with opened(browser, pages[kind], size, color_scheme=scheme) as page:
        page.evaluate(axe)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
        assert [(row["id"], [node["target"] for node in row["nodes"]]) for row in found["violations"]] == []
        assert "color-contrast" in [row["id"] for row in found["passes"]]


def test_what_it_says_first(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["model"]) as page:
        assert page.title() == "Review of support-assistant"
        assert page.locator("header .banner .answer").inner_text() == "Approved: deploy it, on conditions"
    with opened(browser, pages["blocked"]) as page:
        assert page.locator("header .banner .answer").inner_text() == "Not approved as it is now"


def test_without_scripts_nothing_is_missing(browser: Browser, pages: dict[str, Path]) -> None:
    texts = []
    for scripts in (True, False):
        with opened(browser, pages["models"], java_script_enabled=scripts) as page:
            texts.append(page.locator("table").all_inner_texts())
    assert texts[0] == texts[1] != []


def test_search_and_filter(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["models"]) as page:
        rows = page.locator("table.searched tbody tr")
        assert rows.locator("visible=true").count() == 1
        page.get_by_label("Search").fill("no such model")
        assert page.get_by_role("status").inner_text() == "0 of 1"
        page.get_by_label("Search").fill("SUPPORT")
        assert page.get_by_role("status").inner_text() == "1 of 1"
        page.get_by_label("Show").select_option("Approved: deploy it, on conditions")
        assert page.get_by_role("status").inner_text() == "1 of 1"


@pytest.mark.parametrize(("kind", "rows"), [("unreadable models", 1), ("500 models", 500)])
def test_the_models_are_searched_whatever_is_above_them(
    browser: Browser, pages: dict[str, Path], kind: str, rows: int
) -> None:
    with opened(browser, pages[kind]) as page:
        assert page.locator("#models table.searched").count() == page.locator("form.search").count() == 1
        assert page.get_by_role("status").inner_text() == f"{rows} of {rows}"
        page.get_by_label("Search").fill("assistant")
        page.get_by_label("Search").fill("assistant-33")
        assert page.get_by_role("status").inner_text() == f"{11 if rows == 500 else 0} of {rows}"


def test_what_cannot_be_read_is_named(browser: Browser, pages: dict[str, Path]) -> None:
    for kind, section in (("unreadable", "#open"), ("unreadable models", "#unread")):
        with opened(browser, pages[kind]) as page:
            assert f"{EVIDENCE}/training-run.yaml:2" in page.locator(section).inner_text()
            assert "Approved" not in page.locator("header .banner").inner_text()


def test_columns_stay_in_sight_beside_a_hostile_text(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["large"]) as page:
        cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
        assert page.locator("#data .scroll").evaluate_all(cut) == 0
        assert "450 more; the JSON report has all of them." in page.locator("#data").inner_text()


def test_by_keyboard(browser: Browser, pages: dict[str, Path]) -> None:
    """The first key leads past the contents, and every table can be reached and scrolled."""
    with opened(browser, pages["model"]) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "To the content"
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#content"
        reached = []
        for _ in range(200):
            page.keyboard.press("Tab")
            label = page.evaluate("document.activeElement.getAttribute('aria-label')")
            if label is None and page.evaluate("document.activeElement === document.body"):
                break
            reached.append(label)
        tables = page.locator("main .scroll").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
        assert [label for label in reached if label in tables] == tables != []


def test_on_paper(browser: Browser, pages: dict[str, Path]) -> None:
    """Printed, it has no contents and no search, and nothing is cut off at the paper's width."""
    with opened(browser, pages["model"], (718, 1000)) as page:  # A4 less its margins, at 96 dots an inch
        page.emulate_media(media="print")
        assert not page.locator("nav").is_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 718
        cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
        assert page.locator(".scroll").evaluate_all(cut) == 0
        assert page.pdf().startswith(b"%PDF-")


def test_hostile_text_is_text(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["hostile"]) as page:
        assert page.title() == "Review of support-assistant"
        assert page.locator("b, img, script").count() == 0
        assert HOSTILE in page.locator("#decision").inner_text()
