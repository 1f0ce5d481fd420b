"""`upload … --page NAME` and `screenshots --page NAME`: the sets of a custom page, and never those of the version."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appstore.fields import Field
from appstore.pages import pages
from appstore.pages.pages import PageState
from cards.uploads.audit_tags import UPLOAD_ELSEWHERE_UNDONE, UPLOADED_ELSEWHERE
from cards.wording.audit_tags import wording as audit_wording
from records import audit
from records.text_changes import TextChange
from sandbox import pictures
from sandbox.appstore import Fault
from tasks.dispatch.resolve import resolve_app
from tasks.pages.texts import PageTexts
from tasks.pages.texts import write as write_text
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, press, requested, send
from tests.uploads.test_archives import packed

PHONE = "APP_IPHONE_67"
PAGE_TEXT = TextChange(
    id="c1",
    user="",
    channel="",
    thread_ts="",
    app="com.example.tide",
    locales=("en-US",),
    field=Field.PROMO,
    text="Last days",
    into="page:Summer sale",
)
UPLOAD = f'{BOT} upload en-US --page "summer sale"'


def screenshot(number: int) -> tuple[str, bytes]:
    return f"{number}.png", pictures.png(1290, 2796, seed=number)


@pytest.fixture
def page(env: Env) -> str:
    """The id of Tide's page Summer sale, with a version in preparation in English and German; Tide itself is live."""
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    return env.apple.add_custom_page(env.app_id, "Summer sale", {"en-US": None, "de-DE": None})


def held(env: Env, page: str, locale: str = "en-US", version: int = -1) -> list[str]:
    """The names of the screenshots in a set of the page."""
    return env.apple.page_screenshots(page, locale, PHONE, version)


def versions(env: Env) -> list[str]:
    """The states of the page's versions, oldest first."""
    (stored,) = env.apple.custom_pages(env.app_id)
    return [version.state for version in stored.versions]


def test_pictures_fill_the_set_of_the_page_and_leave_the_version_alone(env: Env, page: str) -> None:
    ts = send(env, (screenshot(2), screenshot(1)), UPLOAD)
    assert held(env, page) == ["1.png", "2.png"]
    assert env.screenshots("en-US", PHONE) == []
    assert wording.UPLOADED_TO_PAGE in env.read(ts)
    press(env, ts, "Undo")
    assert held(env, page) == []
    tags = [entry.tag for entry in audit.everything(env.kit.redis)]
    assert tags == [UPLOADED_ELSEWHERE, UPLOAD_ELSEWHERE_UNDONE]
    assert {audit_wording(tag).mark for tag in tags} == {""}
    assert wording.UPLOADED_TO_PAGE_IN_TRAIL in requested(env, "/asc audit")


def test_a_set_that_holds_screenshots_is_asked_about_and_replaced(env: Env, page: str) -> None:
    env.apple.fill_page_set(page, "en-US", PHONE, [screenshot(9)])
    ts = send(env, (screenshot(1),), UPLOAD)
    assert held(env, page) == ["9.png"]
    press(env, ts, "Replace")
    assert held(env, page) == ["1.png"]


def test_a_version_is_made_where_the_newest_one_is_approved_and_the_live_one_stays(env: Env, page: str) -> None:
    env.apple.fill_page_set(page, "en-US", PHONE, [screenshot(9)])
    env.apple.set_page_state(page, "APPROVED")
    send(env, (screenshot(1),), f"{UPLOAD} --append")
    assert versions(env) == ["APPROVED", "PREPARE_FOR_SUBMISSION"]
    assert held(env, page, version=0) == ["9.png"]
    assert held(env, page) == ["9.png", "1.png"]
    send(env, (screenshot(2),), f"{UPLOAD} --append")
    assert len(versions(env)) == 2
    assert held(env, page) == ["9.png", "1.png", "2.png"]


def test_a_dry_run_makes_no_version(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    send(env, (screenshot(1),), f"{UPLOAD} --dry-run")
    assert versions(env) == ["APPROVED"]
    assert env.writes() == []


def test_a_bad_picture_makes_no_version_either(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    send(env, (("1.png", pictures.png(100, 100, seed=1)),), UPLOAD)
    assert versions(env) == ["APPROVED"]


@pytest.mark.parametrize("state", ["WAITING_FOR_REVIEW", "IN_REVIEW"])
def test_a_page_in_review_is_locked(env: Env, page: str, state: str) -> None:
    env.apple.set_page_state(page, state)
    ts = send(env, (screenshot(1),), UPLOAD)
    assert wording.PAGE_LOCKED_FOR_UPLOADS in env.read(ts)
    assert env.writes() == []


def test_a_page_that_does_not_exist_is_named_with_what_is_near(env: Env, page: str) -> None:
    ts = send(env, (screenshot(1),), f"{BOT} upload en-US --page Sumer")
    assert wording.PAGE_NEAR in env.read(ts)
    assert held(env, page) == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("en-US --page Summer sale", wording.PAGE_NAME_QUOTED),
        ("--page Summer sale en-US", wording.PAGE_NAME_QUOTED),
        ("--page Summer germn", "de-DE"),
    ],
)
def test_a_name_of_several_words_is_asked_for_in_quotation_marks(
    env: Env, page: str, typed: str, expected: str
) -> None:
    assert expected in env.read(send(env, (screenshot(1),), f"{BOT} upload {typed}"))
    assert held(env, page) == []


def test_a_language_that_the_page_lacks_is_added_when_asked(env: Env, page: str) -> None:
    ts = send(env, (screenshot(1),), f'{BOT} upload fr-FR --page "Summer sale"')
    assert wording.PAGE_LACKS_FRENCH in env.read(ts)
    press(env, ts, "Create")
    assert held(env, page, "fr-FR") == ["1.png"]


def test_a_picture_for_a_mac_does_not_fit_a_page(env: Env, page: str) -> None:
    ts = send(env, (("mac.png", pictures.png(1280, 800, seed=1)),), UPLOAD)
    assert wording.MAC_PICTURE_FOR_IOS in env.read(ts)
    assert held(env, page) == []


def test_a_lost_response_to_the_new_version_makes_one(env: Env, page: str) -> None:
    env.retry_at_once()
    env.apple.set_page_state(page, "APPROVED")
    env.apple.faults.add(Fault.lost(504, method="POST", path="/v1/appCustomProductPageVersions", times=1))
    send(env, (screenshot(1),), UPLOAD)
    assert versions(env) == ["APPROVED", "PREPARE_FOR_SUBMISSION"]
    assert held(env, page) == ["1.png"]


def test_a_text_and_pictures_at_the_same_moment_share_one_new_version(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    apple, app = env.kit.apple_of(""), resolve_app(env.kit, env.kit.apple_of, "com.example.tide", env.release.id)
    text, (before,) = PageTexts(apple, app, "Summer sale"), pages.of_app(apple, app.id)
    assert text.version.state is PageState.APPROVED
    # The pictures create the version after the text has looked for one, and before it creates one.
    send(env, (screenshot(1),), UPLOAD)
    assert text.prepare()
    change = replace(PAGE_TEXT, user=env.eddie.id, channel=env.release.id)
    ((target,), _) = text.targets(change)
    write_text(apple, target.localization_id, promotional_text=change.text)
    assert versions(env) == ["APPROVED", "PREPARE_FOR_SUBMISSION"]
    assert (held(env, page), env.apple.custom_pages(env.app_id)[0].versions[-1].texts["en-US"]) == (
        ["1.png"],
        "Last days",
    )
    # And pictures whose page was read before the text has created it find it, too.
    assert pages.create_version(apple, before, "").id == text.version.id


def test_screenshots_shows_the_sets_of_a_page(env: Env, page: str) -> None:
    env.apple.fill_page_set(page, "de-DE", PHONE, [screenshot(1)])
    env.apple.set_page_state(page, "IN_REVIEW")
    shown = requested(env, '/asc screenshots --page "summer sale"')
    assert wording.PAGE_SETS_SHOWN in shown
    assert "1 of 10" in shown


def test_an_upload_to_a_page_takes_few_calls(env: Env, page: str) -> None:
    """docs/pages.md states them: for a picture in one language, without those of the parts."""
    requested(env, "/asc pages")
    before = len(env.apple.calls)
    send(env, (screenshot(1),), UPLOAD)
    assert len([call for call in env.apple.calls[before:] if call.kind == "api"]) == 6


def test_an_upload_to_five_languages_of_a_page_takes_few_calls_for_each_picture(env: Env) -> None:
    """docs/pages.md states them: two find the page, four create a set, reserve, commit and verify."""
    locales = ("en-US", "de-DE", "fr-FR", "ja", "es-ES")
    page = env.apple.add_custom_page(env.app_id, "Winter", dict.fromkeys(locales))
    files = {f"{locale}/1.png": screenshot(number)[1] for number, locale in enumerate(locales)}
    requested(env, "/asc pages")
    before = len(env.apple.calls)
    ts = send(env, packed(files), f"{BOT} upload --page Winter")
    assert [held(env, page, locale) for locale in locales] == [["1.png"]] * 5, env.read(ts)
    calls = [f"{call.method} {call.path}" for call in env.apple.calls[before:] if call.kind == "api"]
    assert len(calls) == 22, calls
