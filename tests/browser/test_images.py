"""Renders the images of the documentation with `make browser IMAGES=1`."""

from __future__ import annotations

import io
import os

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests import ROOT
from tests.browser.conftest import PageVisitor

IMAGES = ROOT / "docs" / "images"
pytestmark = pytest.mark.skipif("IMAGES" not in os.environ, reason="made with make browser IMAGES=1")


def take(visitor: PageVisitor, name: str) -> None:
    """The page in both themes, as small PNGs."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    visitor.tab.mouse.move(1, 1)
    visitor.tab.locator("#toasts").evaluate("notes => notes.replaceChildren()")
    for theme in ("light", "dark"):
        visitor.tab.get_by_label("Theme").evaluate(
            "(menu, theme) => { menu.value = theme; menu.dispatchEvent(new Event('change')); }", theme
        )
        visitor.tab.wait_for_timeout(500)
        with Image.open(io.BytesIO(visitor.tab.screenshot())) as taken:
            small = taken.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, 3, dither=Image.Dither.NONE)
            small.save(IMAGES / f"{name}-{theme}.png", optimize=True)


def test_the_upload(visitor: PageVisitor, shots: list[tuple[str, bytes]]) -> None:
    visitor.drops(shots)
    visitor.writes("@App Store Bot upload en-US APP_IPHONE_67")
    visitor.channel.get_by_role("button", name="1 reply").click()
    expect(visitor.thread.get_by_role("button", name="Undo")).to_be_visible()
    take(visitor, "upload")


def test_the_form(visitor: PageVisitor) -> None:
    visitor.writes("/asc upload")
    expect(visitor.form).to_be_visible()
    take(visitor, "form")


def test_the_review(visitor: PageVisitor) -> None:
    visitor.writes("/asc alerts on")
    expect(visitor.channel).to_contain_text("turned alerts on")
    visitor.apple.get_by_role("button", name="Bad review").click()
    expect(visitor.channel.get_by_role("button", name="Approve")).to_be_visible()
    take(visitor, "review")


def test_the_submission(visitor: PageVisitor, shots: list[tuple[str, bytes]]) -> None:
    visitor.becomes("Olive")
    visitor.drops(shots)
    visitor.writes("@App Store Bot upload en-US APP_IPHONE_67")
    expect(visitor.channel.get_by_role("button", name="1 reply")).to_be_visible()
    visitor.writes("/asc whatsnew de-DE,fr-FR,ja,pt-BR,ar-SA Dark mode.")
    expect(visitor.channel).to_contain_text("What's New of")
    visitor.writes("/asc build 42")
    visitor.channel.get_by_role("button", name="No encryption that needs documents").click()
    expect(visitor.channel).to_contain_text("No encryption")
    visitor.writes("/asc submit")
    expect(visitor.channel.get_by_role("button", name="Submit for review")).to_be_visible()
    take(visitor, "submit")


def test_the_home_tab(visitor: PageVisitor) -> None:
    visitor.becomes("Ada")
    visitor.tab.get_by_role("button", name="App Store Bot").click()
    visitor.tab.get_by_role("tab", name="Home").click()
    expect(visitor.tab.get_by_role("tabpanel").first).to_contain_text("approver")
    take(visitor, "home")


def test_the_analytics(visitor: PageVisitor) -> None:
    visitor.writes("@App Store Bot analytics")
    visitor.channel.get_by_role("button", name="replies").click()
    expect(visitor.thread).to_contain_text("analytics of")
    visitor.thread.get_by_text("analytics of").first.scroll_into_view_if_needed()
    visitor.apple.get_by_role("tab", name="Analytics").click()
    expect(visitor.apple).to_contain_text("Newest 7 complete")
    take(visitor, "analytics")
