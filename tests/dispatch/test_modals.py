"""Forms as they are sent: what nobody touched may be missing."""

from __future__ import annotations

from typing import Any

from cards.schedules import modal as schedule_modal
from cards.uploads import modal as upload_modal
from records.messages import SlackFile


def sent(**blocks: dict[str, Any]) -> dict[str, Any]:
    """A form of which Slack sends these blocks alone."""
    return {"state": {"values": {name: {"value": entered} for name, entered in blocks.items()}}}


def option(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value}}


def test_an_upload_modal_needs_only_its_files() -> None:
    form = upload_modal.read_upload_modal(sent(files={"files": [{"id": "F1", "name": "a.png"}]}))
    assert form == upload_modal.UploadInput(None, None, "ask", (SlackFile(id="F1", name="a.png"),))
    chosen = sent(locale=option("en-US"), mode=option("replace"), display_type={"selected_option": None})
    assert upload_modal.read_upload_modal(chosen) == upload_modal.UploadInput("en-US", None, "replace", ())


def test_a_scheduled_change_needs_neither_an_end_nor_a_cron_line() -> None:
    names = (schedule_modal.FIELD, schedule_modal.LANGUAGE, schedule_modal.WHEN, schedule_modal.TEXT)
    given: list[dict[str, Any]] = [option("promo"), option("de-DE"), {"selected_date_time": 5}, {"value": "Hallo"}]
    blocks: dict[str, dict[str, Any]] = dict(zip(names, given, strict=True))
    found = schedule_modal.read_schedule_modal(sent(**blocks))
    assert (found.at, found.cron, found.until, found.text) == (5.0, "", 0.0, "Hallo")
