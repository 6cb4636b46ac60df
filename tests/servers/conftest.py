"""The system's Chromium, driven by Playwright, for the tests that look at pages as a person does."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.tools import find, unavailable

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next((found for name in NAMES if (found := find(name))), None)
    if program is None:
        unavailable("no chromium here; it comes with the system, as 'apt-get install chromium'")
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # Chromium refuses root one
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(program), args=sandbox)
        yield started
        started.close()
