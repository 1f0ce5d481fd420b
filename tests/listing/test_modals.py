"""The forms of store texts: today's texts filled in, what changed shown to Apple, what collides shown to the person."""

from __future__ import annotations

import pytest

from appstore import infos
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Stage


@pytest.fixture
def live(stage: Stage) -> str:
    """1.2.0 is on the store, and 1.3.0 in preparation begins as its copy."""
    stage.apple.set_text(stage.version_id, "en-US", promotionalText="Waves today", description="Know the tide.")
    stage.apple.set_version_state(stage.version_id, "READY_FOR_DISTRIBUTION")
    return stage.apple.add_version(stage.app_id, "1.3.0")


def said(stage: Stage, version_id: str, locale: str = "en-US", name: str = "promotionalText") -> str | None:
    return stage.apple.texts(version_id)[locale][name]


def field(stage: Stage, locale: str, name: str, part: int = 0) -> str:
    return f"{stage.app_id}/{locale}/{name}/{part}"


def form(stage: Stage, line: str) -> str:
    stage.eddie.types(f"/asc {line}", stage.release)
    stage.work()
    return as_text(stage.slack.wait_for_view(stage.eddie))


def message(stage: Stage) -> str:
    return "\n".join(as_text(message) for message in stage.slack.messages(stage.release))


def test_promo_alone_opens_a_form_with_todays_text_and_its_submit_sets_it(stage: Stage, live: str) -> None:
    shown = form(stage, "promo")
    assert "Waves today" in shown
    assert wording.ELEVEN_CHARACTERS_NOW in shown
    assert stage.eddie.submits({field(stage, "en-US", "promo"): "Surf & sun :tada:"}).errors is None
    stage.work()
    assert said(stage, live) == said(stage, stage.version_id) == "Surf & sun 🎉"
    assert wording.PROMO_CHANGED in message(stage)


def test_choosing_another_language_fills_in_its_text(stage: Stage, live: str) -> None:
    stage.apple.set_text(stage.version_id, "de-DE", promotionalText="Wellen")
    form(stage, "promo")
    stage.eddie.fills({"listing.form_locale": "German (de-DE)"})
    stage.work()
    shown = as_text(stage.slack.wait_for_view(stage.eddie))
    assert "Wellen" in shown
    assert wording.EMPTY_NOW in shown


def test_a_language_that_the_app_lacks_is_told_in_the_form(stage: Stage, live: str) -> None:
    shown = form(stage, "listing french")
    assert wording.NO_FRENCH_YET in shown
    assert "English (U.S.) (en-US)" in shown


def test_of_a_form_with_all_languages_only_what_changed_is_sent(stage: Stage, live: str) -> None:
    form(stage, "promo")
    stage.eddie.fills({"listing.form_locale": "All languages"})
    stage.work()
    shown = as_text(stage.slack.wait_for_view(stage.eddie))
    assert "English (U.S.) (en-US)" in shown
    stage.eddie.submits({field(stage, "de-DE", "promo"): "Wellen"})
    stage.work()
    assert said(stage, live, "de-DE") == "Wellen"
    assert said(stage, live) == "Waves today"
    assert len(stage.writes()) == 2


def test_a_form_says_at_the_field_what_apple_would_refuse(stage: Stage, live: str) -> None:
    form(stage, "promo")
    block = field(stage, "en-US", "promo")
    assert stage.eddie.submits({block: "x" * 171}).errors == {block: wording.ONE_TOO_MANY}
    assert wording.ONLY_SLACK_KNOWS in (stage.eddie.submits({block: "Hi :acme:"}).errors or {})[block]
    assert stage.eddie.submits({block: "Waves today"}).errors is not None
    assert stage.writes() == []


def test_a_text_that_was_changed_while_the_form_was_open_is_shown_before_it_is_overwritten(
    stage: Stage, live: str
) -> None:
    form(stage, "promo")
    stage.apple.set_text(stage.version_id, "en-US", promotionalText="Written on the web")
    stage.eddie.submits({field(stage, "en-US", "promo"): "Mine"})
    stage.work()
    question = stage.slack.messages(stage.release)[-1]
    assert "Written on the web" in as_text(question)
    assert "Mine" in as_text(question)
    assert stage.writes() == []
    stage.olive.clicks(stage.release, question.ts, "Overwrite")
    stage.work()
    assert said(stage, stage.version_id) == said(stage, live) == "Mine"


def test_a_mention_without_a_text_gets_a_button_that_opens_the_form(stage: Stage, live: str) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot promo de-DE")
    stage.work()
    offer = stage.replies(ts)[0]
    stage.eddie.clicks(stage.release, offer.ts, "Open the form")
    stage.work()
    stage.slack.wait_for_view(stage.eddie)
    stage.eddie.submits({field(stage, "de-DE", "promo"): "Wellen"})
    stage.work()
    assert said(stage, live, "de-DE") == "Wellen"
    assert wording.PROMO_CHANGED_BY_ANYONE in stage.read(ts)


def test_every_text_of_a_language_stands_in_one_form_and_is_applied_after_a_look(stage: Stage, live: str) -> None:
    long = "\n".join(f"Line {number} of the description" for number in range(110))
    stage.apple.set_text(live, "en-US", description=long)
    shown = form(stage, "listing english")
    assert wording.NAME_AND_SUBTITLE in shown
    second = stage.slack.wait_for_view(stage.eddie).values[field(stage, "en-US", "description", 1)]["value"]["value"]
    wanted = {
        field(stage, "en-US", "subtitle"): "Know the sea",
        field(stage, "en-US", "description", 1): f"{second} :wave:",
        field(stage, "en-US", "keywords"): "sea, surf",
    }
    stage.eddie.submits(wanted)
    stage.work()
    proposal = stage.slack.messages(stage.release)[-1]
    assert wording.THREE_TEXTS_OF_TIDE in as_text(proposal)
    assert stage.writes() == []
    stage.eddie.clicks(stage.release, proposal.ts, "Apply")
    stage.work()
    assert said(stage, live, name="description") == f"{long} 👋"
    assert said(stage, live, name="keywords") == "sea,surf"
    assert said(stage, stage.version_id, name="description") == "Know the tide."
    info = next(info for info in infos.of_app(stage.kit.apple, stage.app_id) if info.state in infos.EDITABLE)
    assert infos.localizations(stage.kit.apple, info.id)[0].subtitle == "Know the sea"
    assert len(stage.writes()) == 2
    assert "Apply" not in message(stage)


def test_cancel_changes_nothing_and_takes_the_buttons_away(stage: Stage, live: str) -> None:
    form(stage, "listing en-US")
    stage.eddie.submits({field(stage, "en-US", "keywords"): "sea"})
    stage.work()
    proposal = stage.slack.messages(stage.release)[-1]
    stage.eddie.clicks(stage.release, proposal.ts, "Cancel")
    stage.work()
    assert wording.TEXTS_CANCELLED in message(stage)
    assert stage.slack.messages(stage.release)[-1].buttons == ()
    stage.olive.clicks(stage.release, proposal, "Apply")
    stage.work()
    assert wording.decided_first("Eddie") in stage.whispers(stage.olive)
    assert stage.writes() == []


def test_where_the_bot_is_not_in_the_channel_the_answer_and_its_undo_are_in_direct_messages(
    stage: Stage, live: str
) -> None:
    elsewhere = stage.slack.channel("elsewhere", members=[stage.eddie], bot=False, private=True)
    stage.eddie.types("/asc promo", elsewhere)
    stage.work()
    stage.slack.wait_for_view(stage.eddie)
    stage.eddie.submits({field(stage, "en-US", "promo"): "Hello"})
    stage.work()
    (told,) = stage.slack.messages(stage.eddie.dm)
    assert wording.PROMO_CHANGED in as_text(told)
    stage.eddie.clicks(stage.eddie.dm, told.ts, "Undo")
    stage.work()
    assert said(stage, live) == "Waves today"
    assert stage.slack.message(stage.eddie.dm, told.ts).buttons == ()


def test_a_form_that_apple_does_not_answer_says_so(stage: Stage, live: str) -> None:
    stage.apple.revoke_key(stage.apple_key.key_id)
    assert wording.KEY_NOT_ACCEPTED in form(stage, "promo")


def test_an_app_without_a_version_has_nothing_to_fill_in(stage: Stage) -> None:
    stage.apple.add_app("com.example.moon", "Moon")
    form(stage, "promo")
    stage.eddie.fills({"listing.form_app": "Moon"})
    stage.work()
    assert wording.NO_EDITABLE_VERSION in as_text(stage.slack.wait_for_view(stage.eddie))


def test_with_several_apps_the_form_asks_which(stage: Stage, live: str) -> None:
    other = stage.apple.add_app("com.example.moon", "Moon")
    stage.apple.add_version(other, "2.0", locales=["en-US"])
    shown = form(stage, "promo")
    assert "Moon" in str(stage.slack.wait_for_view(stage.eddie).options("App"))
    assert "characters now" not in shown
    stage.eddie.fills({"listing.form_app": "Moon"})
    stage.work()
    assert wording.GOES_TO_TWO in as_text(stage.slack.wait_for_view(stage.eddie))
