"""A real browser for the tests of the page, one for the whole session."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@dataclass
class Visit:
    """A page that is open, with what it asked of the network and what the browser complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def text(self, selector: str) -> str:
        """Return what is on show, once the page has done what a click has made its address ask for."""
        self.page.evaluate("() => new Promise(done => setTimeout(() => setTimeout(done)))")
        return self.page.locator(selector).inner_text()

    def goto(self, hash: str) -> None:
        """Go to an address in the page, and wait until it is on show."""
        self.page.evaluate(
            "hash => new Promise(done => hash === (location.hash || '#') ? done()"
            " : (addEventListener('hashchange', () => done(), { once: true }), location.hash = hash))",
            hash,
        )

    def wait_until(self, function: str, argument: object) -> None:
        """Wait until *function*, in the page, is true of *argument*.

        Playwright's own waiting asks again by evaluating a string, which the page's policy forbids.
        """
        deadline = time.monotonic() + 30
        while not self.page.evaluate(function, argument):
            assert time.monotonic() < deadline, f"never true: {function}"
            self.page.wait_for_timeout(50)

    def click_map(self, expression: str) -> None:
        """Click where on the map *expression*, in the page's own JavaScript, says: a point with x and y."""
        self.page.wait_for_timeout(300)  # the map moves for a quarter of a second
        spot = self.page.evaluate(expression)
        self.page.locator("#map").click(position={"x": spot["x"], "y": spot["y"]})


#: Opens a page in a window of this size, with what playwright calls context options.
Open = Callable[..., Visit]


@contextmanager
def launched() -> Iterator[Browser | None]:
    """Start the Chromium that is installed, if one is."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        if browser is None:
            reason = f"no browser: set CHROMIUM to one or install one of {', '.join(_NAMES)}"
            pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
        else:
            yield browser


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    contexts: list[BrowserContext] = []

    def visit(html: str, *, width: int = 1400, height: int = 900, hash: str = "", **options: object) -> Visit:
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_bytes(html.encode())
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.set_default_timeout(30_000)
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("console", lambda message: visit.complaints.append(message.text))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.goto(file.as_uri() + hash)
        visit.requests.pop(0)  # the file itself
        return visit

    yield visit
    for context in contexts:
        context.close()
