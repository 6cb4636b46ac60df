"""``tunegate report`` in a real browser: what a committee sees, on a desk, on a phone and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

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
    return made


def written(repo: Repo, folder: Path, name: str, *args: str) -> Path:
    path = folder / f"{name}.html"
    done = tunegate(repo, "report", "--trusted", "main", "--now", NOW, "--output", str(path), *args)
    assert (done.returncode, done.stderr) == (0, "")
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


KINDS = ("model", "models", "blocked", "hostile")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_is_wider_than_the_window(
    browser: Browser, pages: dict[str, Path], kind: str, size: tuple[int, int]
) -> None:
    with opened(browser, pages[kind], size) as page:
        assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("kind", ["model", "models", "blocked"])
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
