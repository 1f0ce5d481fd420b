"""The images of the documentation, made anew with `make browser IMAGES=1`."""

from __future__ import annotations

import io
import os

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests import ROOT
from tests.browser.conftest import Desk

IMAGES = ROOT / "docs" / "images"
pytestmark = pytest.mark.skipif("IMAGES" not in os.environ, reason="made with make browser IMAGES=1")


def take(desk: Desk, name: str) -> None:
    """The page in both themes, as small PNGs."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    desk.tab.mouse.move(1, 1)
    desk.tab.locator("#toasts").evaluate("notes => notes.replaceChildren()")
    for theme in ("light", "dark"):
        desk.tab.get_by_label("Theme").evaluate(
            "(menu, theme) => { menu.value = theme; menu.dispatchEvent(new Event('change')); }", theme
        )
        desk.tab.wait_for_timeout(500)
        with Image.open(io.BytesIO(desk.tab.screenshot())) as taken:
            small = taken.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, 3, dither=Image.Dither.NONE)
            small.save(IMAGES / f"{name}-{theme}.png", optimize=True)


def test_the_upload(desk: Desk, shots: list[tuple[str, bytes]]) -> None:
    desk.drops(shots)
    desk.writes("@App Store Bot upload en-US APP_IPHONE_67")
    desk.channel.get_by_role("button", name="1 reply").click()
    expect(desk.thread.get_by_role("button", name="Undo")).to_be_visible()
    take(desk, "upload")


def test_the_form(desk: Desk) -> None:
    desk.writes("/asc upload")
    expect(desk.form).to_be_visible()
    take(desk, "form")


def test_the_review(desk: Desk) -> None:
    desk.writes("/asc alerts on")
    expect(desk.channel).to_contain_text("turned alerts on")
    desk.apple.get_by_role("button", name="Bad review").click()
    expect(desk.channel.get_by_role("button", name="Approve")).to_be_visible()
    take(desk, "review")


def test_the_home_tab(desk: Desk) -> None:
    desk.becomes("Ada")
    desk.tab.get_by_role("button", name="App Store Bot").click()
    desk.tab.get_by_role("tab", name="Home").click()
    expect(desk.tab.get_by_role("tabpanel").first).to_contain_text("approver")
    take(desk, "home")
