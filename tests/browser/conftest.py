"""The headline's page in a real browser, from a file, without a network."""

import shutil
from contextlib import contextmanager

import pytest

from experiments.arguments import RESULTS

PAGE = RESULTS / "cost_of_feud" / "page.html"


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium")
    assert found, "no chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        # Without a sandbox, which root in a container cannot have; it opens our file alone.
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser):
    """``opened(scheme="dark", ...)``: the page in a window of its own, and the addresses that it asked for."""

    @contextmanager
    def opened(**options):
        options = {"viewport": {"width": 1200, "height": 1000}, "offline": True} | options
        context = browser.new_context(**options)
        page = context.new_page()
        asked, troubles = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(PAGE.as_uri())
        try:
            yield page, asked
            assert troubles == []
        finally:
            context.close()

    return opened
