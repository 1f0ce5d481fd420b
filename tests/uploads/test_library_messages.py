"""What users read about the App Asset Library: where an upload goes, which of it and sets count, and who chose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from appstore.media.plan import Mode, WantedImage, make
from appstore.media.slots import SlotKind
from cards.uploads import disagreements, progress, questions, results
from cards.uploads import sets as set_list
from cards.uploads.disagreements import Disagreement
from cards.uploads.results import SetResult
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.dispatch.media_backend import Backend, BackendChoice
from records.messages import Message, SlackFile
from records.uploads.targets import UploadTarget
from records.uploads.uploads import ItemState, SetPlan, Upload, UploadImage, UploadItem
from tests.support import wording

KIND = "APP_IPHONE_67"
GROUP = ("APP_SCREENSHOT", "IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE")
LIBRARY = SlotKind.SCREENSHOTS.in_library

IMAGE = UploadImage(file=SlackFile(id="F1", name="1.png"), wanted=WantedImage("1.png", "0" * 32, 9))
PLAN = SetPlan(locale="en-US", display_type=KIND, localization_id="L", set_id=GROUP[1], images=(IMAGE,), kind=LIBRARY)
UPLOAD = Upload(
    id="7f3a9c2d",
    user="U0EDDIE",
    channel="C0RELEASE",
    thread_ts="",
    invocation_ts="",
    app="1001",
    version=None,
    locale="en-US",
    display_type=KIND,
    mode=Mode.ASK,
    files=(),
    created_at=0.0,
    sets=(PLAN,),
    target=UploadTarget(
        app_id="1001",
        bundle_id="com.example.tide",
        app_name="Tide",
        version_id="V",
        version="1.2.0",
        platform="IOS",
        state="PREPARE_FOR_SUBMISSION",
    ),
)
DIFFERING = Disagreement(plan=PLAN, in_set=3, in_library=5)
TIDE = KnownApp(id="1001", bundle_id="com.example.tide", name="Tide", primary_locale="en-US")
VERSION = KnownVersion(id="V", version="1.2.0", platform="IOS", state="PREPARE_FOR_SUBMISSION")


def labels(message: Message) -> list[str]:
    """The labels of a message's buttons."""
    rows: list[Any] = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [button["text"]["text"] for buttons in rows for button in buttons]


def test_the_question_shows_both_numbers_and_has_three_answers() -> None:
    asks = disagreements.which_backend(UPLOAD, (DIFFERING, replace(DIFFERING, in_library=0)))
    assert wording.LIBRARY_DIFFERS in asks.text
    assert 'en-US · iPhone 6.9": 3 in the set, 5 in the App Asset Library' in asks.text
    assert "3 in the set, none in the App Asset Library" in asks.text
    assert labels(asks) == ["Use the library", "Use the sets", "Cancel"]


def test_of_many_places_thirty_are_listed() -> None:
    asks = disagreements.which_backend(UPLOAD, (DIFFERING,) * 41)
    assert asks.text.count("3 in the set") == 30
    assert "and 11 more" in asks.text


def reported(upload: Upload, result: SetResult) -> str:
    """The last message of an upload."""
    return results.report(upload, (result,), seconds=1, calls=9, cannot_undo=0).text


def test_every_message_of_an_upload_says_that_it_goes_to_the_library() -> None:
    sent = SetResult(plan=PLAN, items=(UploadItem(progress=ItemState.COMPLETE, id="A"),), holds=("A",))
    unchanged = SetResult.unchanged(PLAN)
    assert wording.UPLOADED_TO_LIBRARY in reported(UPLOAD, sent)
    assert wording.THERE_IN_LIBRARY in reported(UPLOAD, unchanged)
    assert wording.ORDERED_IN_LIBRARY in reported(UPLOAD, replace(unchanged, reordered=True))
    running = replace(progress.first_state(UPLOAD), doing=progress.UPLOADING)
    assert wording.UPLOADING_TO_LIBRARY in progress.progress(running).text
    dry = questions.dry_run(UPLOAD, ((PLAN, make((IMAGE.wanted,), (), Mode.ASK)),), (), (DIFFERING,))
    assert wording.WOULD_ASK_WHICH in dry.text
    old = replace(UPLOAD, sets=(replace(PLAN, kind=SlotKind.SCREENSHOTS),))
    assert "Asset Library" not in reported(old, sent)


def test_the_list_says_where_it_looked_and_who_chose() -> None:
    def listed(backend: Backend, user: str = "") -> Message:
        choice = BackendChoice(backend=backend, chosen_at=0.0, chosen_by=user)
        return set_list.sets(TIDE, VERSION, {}, ("en-US",), None, choice=choice)

    assert "1.2.0 (iOS), App Asset Library" in listed(Backend.LIBRARY).text
    assert labels(listed(Backend.LIBRARY)) == []
    assert "Asset Library" not in listed(Backend.SETS).text
    assert "<@U0ADA> chose the screenshot sets for this app" in listed(Backend.SETS, "U0ADA").text
    assert labels(listed(Backend.SETS, "U0ADA")) == ["Ask again"]
