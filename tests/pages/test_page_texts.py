"""`promo … --page NAME` changes the promotional text of a custom page, and never that of the app's own version."""

from __future__ import annotations

import pytest

from appstore.fields import Field
from cards.wording.audit_tags import wording as audit_wording
from kit import wiring
from kit.jobs import runner
from records import audit
from records.jobs import order
from records.text_changes import TextChange
from sandbox.appstore import Fault, StoredPageVersion
from sandbox.slack.rendering import as_text
from tasks.dispatch.resolve import resolve_app
from tasks.texts.apply import TextOutcome, apply_changes
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import press, requested

PAGE = '--page "summer sale"'


@pytest.fixture
def page(env: Env) -> str:
    """The id of Tide's page Summer sale, in preparation in English and German; Tide itself is live."""
    env.apple.set_text(env.version_id, "en-US", promotionalText="Waves today")
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    return env.apple.add_custom_page(env.app_id, "Summer sale", {"en-US": "Half price", "de-DE": "Halber Preis"})


def versions(env: Env) -> tuple[StoredPageVersion, ...]:
    """The versions of the page, oldest first."""
    (stored,) = env.apple.custom_pages(env.app_id)
    return stored.versions


def texts(env: Env) -> list[tuple[str, dict[str, str | None]]]:
    """The state and the promotional texts of each version of the page."""
    return [(version.state, dict(version.texts)) for version in versions(env)]


def says(env: Env, line: str) -> str:
    """Make a request in a message as Eddie; returns its thread."""
    ts = env.says(env.eddie, f"<@BOT> {line}")
    env.work()
    return ts


def trail(env: Env) -> list[tuple[str, str, str, str]]:
    """What the audit trail has of texts."""
    return [(entry.tag, entry.locale, entry.old, entry.new) for entry in audit.everything(env.kit.redis)]


def test_the_text_of_a_page_is_set_shown_and_restored_and_the_version_keeps_its_own(env: Env, page: str) -> None:
    del page
    ts = says(env, f"promo en-US Only until Sunday 🎉 {PAGE}")
    assert texts(env) == [("PREPARE_FOR_SUBMISSION", {"en-US": "Only until Sunday 🎉", "de-DE": "Halber Preis"})]
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == "Waves today"
    shown = env.read(ts)
    for expected in (wording.PROMO_CHANGED, wording.PAGE_TEXT_WHERE, "│ Half price", "│ Only until Sunday 🎉"):
        assert expected in shown
    assert wording.PAGE_TEXT_AWAITS in shown
    press(env, ts, "Undo")
    assert texts(env) == [("PREPARE_FOR_SUBMISSION", {"en-US": "Half price", "de-DE": "Halber Preis"})]
    new = "Only until Sunday 🎉"
    assert trail(env) == [
        ("pages:text:changed", "en-US", "Half price", new),
        ("pages:text:restored", "en-US", new, "Half price"),
    ]
    assert wording.PAGE_TEXT_IN_TRAIL in requested(env, "/asc audit")


def test_one_text_goes_to_several_languages_and_may_have_several_lines(env: Env, page: str) -> None:
    del page
    ts = says(env, f"promo {PAGE} en-US,de-DE First line\nsecond line")
    text = "First line\nsecond line"
    assert texts(env) == [("PREPARE_FOR_SUBMISSION", {"en-US": text, "de-DE": text})]
    press(env, ts, "Undo")
    assert texts(env) == [("PREPARE_FOR_SUBMISSION", {"en-US": "Half price", "de-DE": "Halber Preis"})]
    assert len(env.writes()) == 4


def test_a_version_is_created_where_the_newest_is_approved_and_the_live_one_stays(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    env.apple.set_deep_link(page, "tide://sale")
    live = ("APPROVED", {"en-US": "Half price", "de-DE": "Halber Preis"})
    ts = says(env, f"promo en-US Last days {PAGE}")
    assert texts(env) == [live, ("PREPARE_FOR_SUBMISSION", {"en-US": "Last days", "de-DE": "Halber Preis"})]
    assert [version.deep_link for version in versions(env)] == ["tide://sale"] * 2
    assert wording.PAGE_TEXT_VERSION_CREATED in env.read(ts)
    assert wording.PAGE_TEXT_LIVE_STAYS in env.read(ts)
    second = says(env, f"promo de-DE Letzte Tage {PAGE}")
    assert len(versions(env)) == 2
    assert wording.PAGE_TEXT_VERSION_CREATED not in env.read(second)
    press(env, ts, "Undo")
    assert texts(env) == [live, ("PREPARE_FOR_SUBMISSION", {"en-US": "Half price", "de-DE": "Letzte Tage"})]


def test_a_dry_run_says_what_would_be_created_and_creates_nothing(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    shown = requested(env, f"/asc promo en-US Last days {PAGE} --dry-run")
    for expected in (wording.DRY_RUN_IN_TIDE, wording.PAGE_TEXT_VERSION_NEEDED, "│ Half price", "│ Last days"):
        assert expected in shown
    assert env.writes() == []
    assert trail(env) == []


def test_what_is_so_already_creates_no_version(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    assert wording.PAGE_TEXT_ALREADY in requested(env, f"/asc promo en-US Half price {PAGE}")
    assert env.writes() == []


@pytest.mark.parametrize("state", ["READY_FOR_REVIEW", "WAITING_FOR_REVIEW", "IN_REVIEW", "ACCEPTED"])
def test_a_page_in_review_is_locked(env: Env, page: str, state: str) -> None:
    env.apple.set_page_state(page, state)
    assert wording.PAGE_CANT_CHANGE in env.read(says(env, f"promo en-US Last days {PAGE}"))
    assert wording.PAGE_CANT_CHANGE in env.read(says(env, f"promo en-US Last days {PAGE} --dry-run"))
    assert env.writes() == []


@pytest.mark.parametrize("state", ["IN_REVIEW", "APPROVED"])
def test_undo_leaves_a_version_that_was_submitted_meanwhile(env: Env, page: str, state: str) -> None:
    ts = says(env, f"promo en-US Last days {PAGE}")
    env.apple.set_page_state(page, state)
    press(env, ts, "Undo")
    assert texts(env) == [(state, {"en-US": "Last days", "de-DE": "Halber Preis"})]
    assert wording.CANT_BE_CHANGED_THERE in as_text(env.replies(ts)[-1])


def test_undo_finds_a_page_that_was_renamed(env: Env, page: str) -> None:
    ts = says(env, f"promo en-US Last days {PAGE}")
    env.apple.set_page(page, name="Autumn")
    press(env, ts, "Undo")
    assert texts(env)[0][1]["en-US"] == "Half price"


def test_undo_asks_before_it_overwrites_what_somebody_else_wrote(env: Env, page: str) -> None:
    ts = says(env, f"promo en-US Last days {PAGE}")
    env.apple.set_page_text(page, "en-US", "Written on the web")
    press(env, ts, "Undo")
    assert texts(env)[0][1]["en-US"] == "Written on the web"
    press(env, ts, "Overwrite")
    assert texts(env)[0][1]["en-US"] == "Half price"


def test_a_language_that_the_page_lacks_is_named_with_those_that_it_has(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    shown = env.read(says(env, f"promo fr-FR,it Derniers jours {PAGE}"))
    assert wording.PAGE_LACKS_FRENCH_TEXT in shown
    assert wording.PAGE_LACKS_ITALIAN_TEXT in shown
    assert env.writes() == []
    ts = says(env, f"promo de-DE,fr-FR Letzte Tage {PAGE}")
    assert wording.PAGE_LACKS_FRENCH_TEXT in env.read(ts)
    assert texts(env)[-1] == ("PREPARE_FOR_SUBMISSION", {"en-US": "Half price", "de-DE": "Letzte Tage"})


@pytest.mark.parametrize(
    ("line", "reported"),
    [
        (f"promo en-US,de-DE {'x' * 171} {PAGE}", "en-US, de-DE Promotional text: 171 characters, 1 more than the 170"),
        (f"promo en-XX Hello {PAGE}", "en-XX is not an App Store language. Did you mean"),
        (f"promo en-US Hello {PAGE} --platform IOS", wording.PAGE_ALONE),
        (f"promo en-US Hello {PAGE} --version 1.2.0", wording.PAGE_ALONE),
    ],
)
def test_what_can_not_be_is_refused_before_apple_is_asked(env: Env, line: str, reported: str) -> None:
    shown = requested(env, f"/asc {line}")
    assert reported in shown
    assert wording.NOTHING_CHANGED in shown
    assert env.apple.calls == []


def test_a_name_of_several_words_needs_quotation_marks_and_a_near_one_is_shown(env: Env, page: str) -> None:
    del page
    shown = requested(env, "/asc promo en-US Last days --page Summer sale")
    assert wording.PAGE_NEAR in shown
    assert wording.PAGE_OPTION_NEEDS_QUOTES in shown
    assert env.writes() == []
    assert wording.PAGE_OPTION_NEEDS_QUOTES not in requested(env, '/asc promo en-US Last days --page "Summer sales"')


def test_where_a_name_may_end_later_it_is_asked_for_and_no_word_changes_sides(env: Env, page: str) -> None:
    del page
    env.apple.add_custom_page(env.app_id, "Summer", {"en-US": "Warm"})
    for line in (
        "promo en-US Last days --page Summer sale",
        "promo en-US --page summer Sale. Last days",
        "promo en-US --page Summer sale",
        "keywords en-US --page Summer sale",
        "screenshots --page Summer sale",
    ):
        assert wording.PAGE_OR_PAGE in requested(env, f"/asc {line}")
    assert env.writes() == []
    requested(env, "/asc promo en-US Last days --page Summer only")
    requested(env, '/asc promo de-DE --page "Summer sale" sale')
    assert [dict(page.versions[-1].texts) for page in env.apple.custom_pages(env.app_id)] == [
        {"en-US": "Half price", "de-DE": "sale"},
        {"en-US": "Last days only"},
    ]


def test_a_page_is_found_by_its_emoji(env: Env) -> None:
    env.apple.add_custom_page(env.app_id, "Winter 👩‍💻", {"en-US": None})
    says(env, 'promo en-US Hello --page "winter :woman::zwj::computer:"')
    says(env, 'promo en-US Hello --page "winter 👩‍💻"')
    assert texts(env)[0][1] == {"en-US": "Hello"}


def test_without_a_text_that_of_the_page_is_shown(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "IN_REVIEW")
    shown = requested(env, f"/asc promo de-DE {PAGE}")
    for expected in (wording.PAGE_PROMO_SHOWN, "Halber Preis", wording.PAGE_PROMO_HOW):
        assert expected in shown
    assert "Half price" not in shown
    both = requested(env, f"/asc promo {PAGE}")
    assert "Half price" in both
    assert "Halber Preis" in both
    assert wording.PAGE_HAS_NO_FRENCH in requested(env, f"/asc promo fr-FR {PAGE}")
    assert env.writes() == []


def test_a_viewer_changes_no_page(env: Env, page: str) -> None:
    del page
    env.vera.types(f"/asc promo en-US Hello {PAGE}", env.release)
    env.work()
    assert wording.TAKES_EDITOR in env.ephemeral_text(env.vera)
    assert env.apple.calls == []


@pytest.mark.parametrize("fault", [Fault.drop(method="POST", times=1), Fault.lost(method="POST", times=1)])
def test_one_version_is_created_although_the_answer_is_lost(env: Env, page: str, fault: Fault) -> None:
    env.apple.set_page_state(page, "APPROVED")
    env.retry_at_once()
    env.apple.faults.add(fault)
    says(env, f"promo en-US Last days {PAGE}")
    assert [state for state, _ in texts(env)] == ["APPROVED", "PREPARE_FOR_SUBMISSION"]
    assert texts(env)[-1][1]["en-US"] == "Last days"


def test_what_apple_refuses_is_reported_and_recorded(env: Env, page: str) -> None:
    del page
    env.apple.faults.add(Fault.status(409, method="PATCH"))
    ts = says(env, f"promo en-US Last days {PAGE}")
    assert wording.NOTHING_CHANGED_IN_TIDE in env.read(ts)
    (entry,) = audit.everything(env.kit.redis)
    assert entry.answer != "ok"
    env.apple.faults.clear()
    press(env, ts, "Retry")
    assert texts(env)[0][1]["en-US"] == "Last days"


def test_a_version_that_apple_does_not_create_is_reported(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    env.apple.faults.add(Fault.status(409, method="POST"))
    assert wording.PAGE_NOT_ACCEPTED_TEXT in env.read(says(env, f"promo en-US Last days {PAGE}"))
    assert [state for state, _ in texts(env)] == ["APPROVED"]


def test_the_last_of_two_requests_stands_although_a_worker_takes_it_first(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    for line in (f"promo en-US First {PAGE}", f"promo en-US Second {PAGE}", "page link Summer sale tide://x"):
        env.says(env.eddie, f"<@BOT> {line}")
    for entry in reversed(order.read(env.kit.redis).entries):
        with wiring.using(env.kit):
            runner.run_job(entry.job.id)
    env.work()
    assert texts(env)[1:] == [("PREPARE_FOR_SUBMISSION", {"en-US": "Second", "de-DE": "Halber Preis"})]
    assert versions(env)[-1].deep_link == "tide://x"


def test_a_retry_says_once_which_version_was_created_and_when_people_see_it(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    env.apple.faults.add(Fault.status(409, method="PATCH", nth=2))
    ts = says(env, f"promo en-US,de-DE Last days {PAGE}")
    env.apple.faults.clear()
    press(env, ts, "Retry")
    assert texts(env)[1:] == [("PREPARE_FOR_SUBMISSION", {"en-US": "Last days", "de-DE": "Last days"})]
    shown = as_text(env.replies(ts)[-1])
    assert shown.count(wording.PAGE_TEXT_VERSION_CREATED) == 1
    assert shown.count(wording.PAGE_TEXT_LIVE_STAYS) == 1


def carry_out(env: Env, number: int = 1) -> TextOutcome:
    """Set a text of the page in two languages, as a job does; the same number is the same job."""
    change = TextChange(
        id=f"c{number}",
        user=env.eddie.id,
        channel=env.release.id,
        thread_ts="",
        app="com.example.tide",
        locales=("en-US", "de-DE"),
        field=Field.PROMO,
        text="Last days",
        into="page:summer sale",
    )
    app = resolve_app(env.kit, env.kit.apple_of, change.app, change.channel, fresh=True)
    return apply_changes(env.kit, env.kit.apple_of(""), (change,), app)


def test_a_killed_job_that_is_run_again_writes_nothing_twice_and_reports_the_same(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    first = carry_out(env)
    assert len(env.writes()) == 3
    again = carry_out(env)
    assert len(env.writes()) == 3
    assert set(again.applied) == set(first.applied)
    assert {text.old for text in again.applied} == {"Half price", "Halber Preis"}
    assert len(trail(env)) == 2


def test_a_job_that_was_killed_after_it_created_the_version_goes_on_in_it(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    env.apple.add_page_version(page)
    assert len(carry_out(env).applied) == 2
    assert texts(env)[1:] == [("PREPARE_FOR_SUBMISSION", {"en-US": "Last days", "de-DE": "Last days"})]
    assert len(env.writes()) == 2


def test_a_job_that_was_killed_between_two_languages_goes_on_with_the_second(env: Env, page: str) -> None:
    del page
    env.apple.faults.add(Fault.status(409, method="PATCH", nth=2))
    first = carry_out(env)
    assert len(first.applied) == 1
    env.apple.faults.clear()
    again = carry_out(env)
    assert {text.old for text in again.applied} == {"Half price", "Halber Preis"}
    assert texts(env) == [("PREPARE_FOR_SUBMISSION", {"en-US": "Last days", "de-DE": "Last days"})]


def test_a_text_of_a_page_is_no_mark_in_a_chart(env: Env, page: str) -> None:
    del page
    says(env, f"promo en-US Last days {PAGE}")
    (entry,) = audit.everything(env.kit.redis)
    assert audit_wording(entry.tag).mark == ""


def test_a_text_takes_few_calls(env: Env, page: str) -> None:
    """docs/pages.md states them: one more for each further language, and two where a version is created."""

    def calls(line: str) -> int:
        before = len(env.apple.calls)
        says(env, line)
        return len([call for call in env.apple.calls[before:] if "ustomProductPage" in call.path])

    assert calls(f"promo en-US One {PAGE}") == 3
    assert calls(f"promo en-US,de-DE Two {PAGE}") == 4
    assert calls(f"promo en-US {PAGE}") == 2
    env.apple.set_page_state(page, "APPROVED")
    assert calls(f"promo en-US Three {PAGE}") == 5
