"""The site of the documentation in a real browser: nothing is cut off, on a desk or on a phone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.tools import ROOT, require

SIZES = {"desk": (1280, 900), "phone": (390, 844)}
PAGES = sorted(
    path.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for path in (ROOT / "docs").rglob("*.md")
)

# what sticks out of the window, or is cut off by what it stands in; code may be scrolled
CUT_OFF = """() => {
  const wide = document.scrollingElement.scrollWidth, end = window.innerWidth;
  const found = wide > end ? [`the page is ${wide} wide`] : [];
  const parts = ['table', 'td', 'p', 'li', 'h1', 'h2', 'h3'].map(name => `.rst-content ${name}`).join();
  for (const node of document.querySelectorAll(parts)) {
    const box = node.getBoundingClientRect(), words = `${node.tagName}: ${node.textContent.trim().slice(0, 60)}`;
    if (box.width && box.right > end + 1) found.push(words);
    if (node.clientWidth && node.scrollWidth > node.clientWidth + 1 && !node.querySelector('pre'))
      found.push(`cut off: ${words}`);
  }
  return found.slice(0, 5);
}"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [str(require("mkdocs")), "build", "--quiet", "--strict", "--site-dir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    return folder


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off(size: str, browser: Browser, site: Path) -> None:
    """Every page, with all that it asks for on the disk beside it."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found = {}
    for name in PAGES:
        page.goto((site / name).as_uri(), wait_until="domcontentloaded")
        if cut := page.evaluate(CUT_OFF):
            found[name] = cut
    context.close()
    assert found == {}
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
