"""Fixtures for the demo page in a real browser, with the bot's processes."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, expect, sync_playwright
from playwright.sync_api import Page as Tab

from sandbox import pictures
from sandbox.page import Page
from sandbox.show import Show, standing

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Milliseconds, on a busy machine, and seconds for a test and the end of its processes: ten times what is usual.
PATIENCE, LONGEST_TEST = 40_000, 240

DROP = """(target, files) => {
  const held = new DataTransfer();
  for (const [name, data] of files) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    held.items.add(new File([bytes], name, { type: "image/png" }));
  }
  for (const kind of ["dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
  }
}"""


@dataclass(frozen=True)
class PageVisitor:
    """Somebody in front of the page."""

    tab: Tab
    show: Show

    @property
    def channel(self) -> Locator:
        return self.tab.get_by_role("region", name="Channel")

    @property
    def thread(self) -> Locator:
        return self.tab.get_by_role("complementary", name="Thread")

    @property
    def apple(self) -> Locator:
        return self.tab.get_by_role("region", name="App Store Connect")

    @property
    def form(self) -> Locator:
        return self.tab.locator("#form")

    def becomes(self, name: str) -> None:
        self.tab.get_by_role("radio", name=name).check()
        self.tab.wait_for_function("document.querySelector('.sidebar').textContent")

    def writes(self, text: str, composer: str = "Message #release") -> None:
        box = self.tab.get_by_role("combobox", name=composer)
        box.fill(text)
        box.press("Enter")

    def drops(self, files: list[tuple[str, bytes]], composer: str = "Message #release") -> None:
        encoded = [[name, base64.b64encode(data).decode()] for name, data in files]
        target = self.tab.get_by_role("group", name=composer)
        target.evaluate(DROP.replace("(target, files)", "(target, given)").replace("of files", "of given"), encoded)

    def sees_shots(self, display_type: str, locale: str, *names: str) -> None:
        """Wait until the set on the right has these complete screenshots, in this order."""
        complete = self.apple.get_by_role("region", name=f"{display_type}, {locale}").first.locator(".shot.complete")
        expect(complete).to_have_count(len(names))
        for number, name in enumerate(names):
            expect(complete.nth(number)).to_have_attribute("data-shot", name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a browser, and the bot's processes beside it, more time than other tests."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(LONGEST_TEST))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no chromium: make browser installs it")
        pytest.skip("there is no chromium: make browser installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def show() -> Iterator[Show]:
    with standing() as show:
        yield show


@pytest.fixture
def address(show: Show) -> Iterator[str]:
    page = Page(show.slack, show.apple, show.world, show.key.key_id, lambda: show.processes.kill("worker"))
    with page.serve() as address:
        yield address


@pytest.fixture
def visitor(browser: Browser, show: Show, address: str) -> Iterator[PageVisitor]:
    """Eddie at the page; nothing may be written to the console as an error."""
    context = browser.new_context(viewport={"width": 1520, "height": 900}, color_scheme="light")
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            wrong.append(message.text)

    tab.on("console", heard)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.goto(address)
    tab.wait_for_selector("body[data-ready]")
    yield PageVisitor(tab, show)
    context.close()
    assert not wrong


@pytest.fixture(scope="session")
def shots() -> list[tuple[str, bytes]]:
    """Three screenshots for iPhone 6.9"."""
    return [(f"{number}.png", pictures.png(1290, 2796, seed=number)) for number in (1, 2, 10)]
