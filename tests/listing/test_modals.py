"""The forms of store texts: today's texts filled in, what changed shown to Apple, what collides shown to the person."""

from __future__ import annotations

import pytest

from appstore import infos
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env


@pytest.fixture
def live(env: Env) -> str:
    """1.2.0 is on the store, and 1.3.0 in preparation begins as its copy."""
    env.apple.set_text(env.version_id, "en-US", promotionalText="Waves today", description="Know the tide.")
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    return env.apple.add_version(env.app_id, "1.3.0")


def shown_text(env: Env, version_id: str, locale: str = "en-US", name: str = "promotionalText") -> str | None:
    return env.apple.texts(version_id)[locale][name]


def field(env: Env, locale: str, name: str, part: int = 0) -> str:
    return f"{env.app_id}/{locale}/{name}/{part}"


def form(env: Env, line: str) -> str:
    env.eddie.types(f"/asc {line}", env.release)
    env.work()
    return as_text(env.slack.wait_for_view(env.eddie))


def message(env: Env) -> str:
    return "\n".join(as_text(message) for message in env.slack.messages(env.release))


def test_promo_alone_opens_a_form_with_todays_text_and_its_submit_sets_it(env: Env, live: str) -> None:
    shown = form(env, "promo")
    assert "Waves today" in shown
    assert wording.ELEVEN_CHARACTERS_NOW in shown
    assert env.eddie.submits({field(env, "en-US", "promo"): "Surf & sun :tada:"}).errors is None
    env.work()
    assert shown_text(env, live) == shown_text(env, env.version_id) == "Surf & sun 🎉"
    assert wording.PROMO_CHANGED in message(env)


def test_choosing_another_language_fills_in_its_text(env: Env, live: str) -> None:
    env.apple.set_text(env.version_id, "de-DE", promotionalText="Wellen")
    form(env, "promo")
    env.eddie.fills({"listing.form_locale": "German (de-DE)"})
    env.work()
    shown = as_text(env.slack.wait_for_view(env.eddie))
    assert "Wellen" in shown
    assert wording.EMPTY_NOW in shown


def test_a_language_that_the_app_lacks_is_told_in_the_form(env: Env, live: str) -> None:
    shown = form(env, "listing french")
    assert wording.NO_FRENCH_YET in shown
    assert "English (U.S.) (en-US)" in shown


def test_of_a_form_with_all_languages_only_what_changed_is_sent(env: Env, live: str) -> None:
    form(env, "promo")
    env.eddie.fills({"listing.form_locale": "All languages"})
    env.work()
    shown = as_text(env.slack.wait_for_view(env.eddie))
    assert "English (U.S.) (en-US)" in shown
    env.eddie.submits({field(env, "de-DE", "promo"): "Wellen"})
    env.work()
    assert shown_text(env, live, "de-DE") == "Wellen"
    assert shown_text(env, live) == "Waves today"
    assert len(env.writes()) == 2


def test_a_form_says_at_the_field_what_apple_would_refuse(env: Env, live: str) -> None:
    form(env, "promo")
    block = field(env, "en-US", "promo")
    assert env.eddie.submits({block: "x" * 171}).errors == {block: wording.ONE_TOO_MANY}
    assert wording.ONLY_SLACK_KNOWS in (env.eddie.submits({block: "Hi :acme:"}).errors or {})[block]
    assert env.eddie.submits({block: "Waves today"}).errors is not None
    assert env.writes() == []


def test_a_text_that_was_changed_while_the_form_was_open_is_shown_before_it_is_overwritten(env: Env, live: str) -> None:
    form(env, "promo")
    env.apple.set_text(env.version_id, "en-US", promotionalText="Written on the web")
    env.eddie.submits({field(env, "en-US", "promo"): "Mine"})
    env.work()
    question = env.slack.messages(env.release)[-1]
    assert "Written on the web" in as_text(question)
    assert "Mine" in as_text(question)
    assert env.writes() == []
    env.olive.clicks(env.release, question.ts, "Overwrite")
    env.work()
    assert shown_text(env, env.version_id) == shown_text(env, live) == "Mine"


def test_a_mention_without_a_text_gets_a_button_that_opens_the_form(env: Env, live: str) -> None:
    ts = env.says(env.eddie, "@App Store Bot promo de-DE")
    env.work()
    offer = env.replies(ts)[0]
    env.eddie.clicks(env.release, offer.ts, "Open the form")
    env.work()
    env.slack.wait_for_view(env.eddie)
    env.eddie.submits({field(env, "de-DE", "promo"): "Wellen"})
    env.work()
    assert shown_text(env, live, "de-DE") == "Wellen"
    assert wording.PROMO_CHANGED_BY_ANYONE in env.read(ts)


def test_every_text_of_a_language_stands_in_one_form_and_is_applied_after_a_look(env: Env, live: str) -> None:
    long = "\n".join(f"Line {number} of the description" for number in range(110))
    env.apple.set_text(live, "en-US", description=long)
    shown = form(env, "listing english")
    assert wording.NAME_AND_SUBTITLE in shown
    second = env.slack.wait_for_view(env.eddie).values[field(env, "en-US", "description", 1)]["value"]["value"]
    wanted = {
        field(env, "en-US", "subtitle"): "Know the sea",
        field(env, "en-US", "description", 1): f"{second} :wave:",
        field(env, "en-US", "keywords"): "sea, surf",
    }
    env.eddie.submits(wanted)
    env.work()
    proposal = env.slack.messages(env.release)[-1]
    assert wording.THREE_TEXTS_OF_TIDE in as_text(proposal)
    assert env.writes() == []
    env.eddie.clicks(env.release, proposal.ts, "Apply")
    env.work()
    assert shown_text(env, live, name="description") == f"{long} 👋"
    assert shown_text(env, live, name="keywords") == "sea,surf"
    assert shown_text(env, env.version_id, name="description") == "Know the tide."
    info = next(info for info in infos.of_app(env.kit.apple_of(""), env.app_id) if info.state in infos.EDITABLE)
    assert infos.localizations(env.kit.apple_of(""), info.id)[0].subtitle == "Know the sea"
    assert len(env.writes()) == 2
    assert "Apply" not in message(env)


def test_cancel_changes_nothing_and_takes_the_buttons_away(env: Env, live: str) -> None:
    form(env, "listing en-US")
    env.eddie.submits({field(env, "en-US", "keywords"): "sea"})
    env.work()
    proposal = env.slack.messages(env.release)[-1]
    env.eddie.clicks(env.release, proposal.ts, "Cancel")
    env.work()
    assert wording.TEXTS_CANCELLED in message(env)
    assert env.slack.messages(env.release)[-1].buttons == ()
    env.olive.clicks(env.release, proposal, "Apply")
    env.work()
    assert wording.decided_first("Eddie") in env.ephemeral_text(env.olive)
    assert env.writes() == []


def test_where_the_bot_is_not_in_the_channel_the_answer_and_its_undo_are_in_direct_messages(
    env: Env, live: str
) -> None:
    elsewhere = env.slack.channel("elsewhere", members=[env.eddie], bot=False, private=True)
    env.eddie.types("/asc promo", elsewhere)
    env.work()
    env.slack.wait_for_view(env.eddie)
    env.eddie.submits({field(env, "en-US", "promo"): "Hello"})
    env.work()
    (reported,) = env.slack.messages(env.eddie.dm)
    assert wording.PROMO_CHANGED in as_text(reported)
    env.eddie.clicks(env.eddie.dm, reported.ts, "Undo")
    env.work()
    assert shown_text(env, live) == "Waves today"
    assert env.slack.message(env.eddie.dm, reported.ts).buttons == ()


def test_a_form_that_apple_does_not_answer_says_so(env: Env, live: str) -> None:
    env.apple.revoke_key(env.apple_key.key_id)
    assert wording.KEY_NOT_ACCEPTED in form(env, "promo")


def test_an_app_without_a_version_has_nothing_to_fill_in(env: Env) -> None:
    env.apple.add_app("com.example.moon", "Moon")
    form(env, "promo")
    env.eddie.fills({"listing.form_app": "Moon"})
    env.work()
    assert wording.NO_EDITABLE_VERSION in as_text(env.slack.wait_for_view(env.eddie))


def test_with_several_apps_the_form_asks_which(env: Env, live: str) -> None:
    other = env.apple.add_app("com.example.moon", "Moon")
    env.apple.add_version(other, "2.0", locales=["en-US"])
    shown = form(env, "promo")
    assert "Moon" in str(env.slack.wait_for_view(env.eddie).options("App"))
    assert "characters now" not in shown
    env.eddie.fills({"listing.form_app": "Moon"})
    env.work()
    assert wording.GOES_TO_TWO in as_text(env.slack.wait_for_view(env.eddie))
