"""Changing texts at App Store Connect: what is written, what is not, and what a killed job leaves behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appstore.fields import Field
from cards.wording import texts
from records import audit, text_changes
from records.text_changes import Applied, TextChange
from sandbox.appstore import Fault
from tasks.dispatch.resolve import resolve_app
from tasks.texts.apply import TextOutcome, apply_changes, outlook_of
from tasks.texts.targets import TextReader
from tests.support import wording
from tests.support.env import Env

PATCH = "PATCH"


@pytest.fixture
def live(env: Env) -> str:
    """1.2.0 is on the store, and 1.3.0 in preparation begins as its copy."""
    env.apple.set_text(env.version_id, "en-US", promotionalText="Waves today")
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    return env.apple.add_version(env.app_id, "1.3.0")


def promo(env: Env, text: str, *locales: str, **more: str | dict[str, str]) -> TextChange:
    change = TextChange(
        id="c1",
        user=env.eddie.id,
        channel=env.release.id,
        thread_ts="",
        app="com.example.tide",
        locales=locales or ("en-US",),
        field=Field.PROMO,
        text=text,
    )
    return replace(change, **more)  # type: ignore[arg-type]


def carry_out(env: Env, change: TextChange) -> TextOutcome:
    """Make one change, as a job does."""
    app = resolve_app(env.kit, env.kit.apple_of, change.app, change.channel, fresh=True)
    return apply_changes(env.kit, env.kit.apple_of(""), (change,), app)


def shown_text(env: Env, version_id: str, locale: str = "en-US", name: str = "promotionalText") -> str | None:
    return env.apple.texts(version_id)[locale][name]


def test_promotional_text_goes_to_the_live_version_and_the_next_one(env: Env, live: str) -> None:
    outcome = carry_out(env, promo(env, "Hello"))
    assert [(applied.version, applied.old, applied.new) for applied in outcome.applied] == [
        ("1.3.0", "Waves today", "Hello"),
        ("1.2.0", "Waves today", "Hello"),
    ]
    assert shown_text(env, live) == shown_text(env, env.version_id) == "Hello"


def test_the_same_change_twice_is_written_once_and_told_the_same(env: Env, live: str) -> None:
    first = carry_out(env, promo(env, "Hello"))
    writes = len(env.writes())
    again = carry_out(env, promo(env, "Hello"))
    assert set(again.applied) == set(first.applied)
    assert len(env.writes()) == writes
    assert len(list(audit.everything(env.kit.redis))) == 2
    other = carry_out(env, replace(promo(env, "Hello"), id="c2"))
    assert other.applied == ()
    assert len(other.unchanged) == 2


@pytest.mark.parametrize("since", ["Somebody else", "Waves today"])
def test_a_change_that_was_made_is_not_made_again_over_what_came_after_it(env: Env, live: str, since: str) -> None:
    first = carry_out(env, promo(env, "Hello"))
    carry_out(env, replace(promo(env, since), id="c2"))
    again = carry_out(env, promo(env, "Hello"))
    assert set(again.applied) == set(first.applied)
    assert shown_text(env, live) == shown_text(env, env.version_id) == since


def test_what_somebody_wrote_after_a_kill_is_shown_before_it_is_overwritten(env: Env, live: str) -> None:
    text_changes.PLANS.put(env.kit.redis, "c1", seen(env))
    env.apple.set_text(live, "en-US", promotionalText="Somebody else")
    outcome = carry_out(env, promo(env, "Hello"))
    assert [(conflict.target.old, conflict.shown) for conflict in outcome.conflicts] == [
        ("Somebody else", "Waves today")
    ]
    assert env.writes() == []
    newer = {outcome.conflicts[0].target.localization_id: "Somebody else"}
    assert carry_out(env, promo(env, "Hello", expected=newer)).conflicts == ()
    assert shown_text(env, live) == shown_text(env, env.version_id) == "Hello"


def test_one_version_that_refuses_does_not_stop_the_other(env: Env, live: str) -> None:
    refusal = Fault.status(409, method=PATCH, nth=1)
    env.apple.faults.add(refusal)
    outcome = carry_out(env, promo(env, "Hello"))
    assert [applied.version for applied in outcome.applied] == ["1.2.0"]
    assert [texts.where(missed) for missed in outcome.not_applied] == ["1.3.0 (iOS)"]
    answers = [entry.answer for entry in audit.everything(env.kit.redis)]
    assert answers[0] == "ok"
    assert answers[1] != "ok"


def test_a_language_that_a_version_lacks_is_told(env: Env, live: str) -> None:
    outcome = carry_out(env, promo(env, "Bonjour", "fr-FR"))
    assert outcome.applied == ()
    assert {texts.where(missed) for missed in outcome.not_applied} == {"1.2.0 (iOS)", "1.3.0 (iOS)"}
    assert wording.FRENCH_MISSING in texts.why(outcome.not_applied[0])


def test_a_text_that_is_no_longer_what_was_shown_is_not_overwritten(env: Env, live: str) -> None:
    ids = {applied.localization_id: "Waves today" for applied in seen(env)}
    env.apple.set_text(env.version_id, "en-US", promotionalText="Somebody else")
    outcome = carry_out(env, promo(env, "Hello", expected=ids))
    assert [(conflict.target.old, conflict.shown) for conflict in outcome.conflicts] == [
        ("Somebody else", "Waves today")
    ]
    assert env.writes() == []


def seen(env: Env) -> tuple[Applied, ...]:
    change = promo(env, "Hello")
    app = resolve_app(env.kit, env.kit.apple_of, change.app, change.channel, fresh=True)
    return outlook_of(TextReader(env.kit.apple_of(""), app), (change,)).applied


def test_a_second_try_does_not_overwrite_what_somebody_wrote_meanwhile(env: Env, live: str) -> None:
    change = promo(env, "Hello", expected={applied.localization_id: "Waves today" for applied in seen(env)})
    env.apple.faults.add(Fault.status(409, method=PATCH, nth=1))
    carry_out(env, change)
    assert (shown_text(env, live), shown_text(env, env.version_id)) == ("Waves today", "Hello")
    env.apple.set_text(live, "en-US", promotionalText="Somebody else")
    again = carry_out(env, change)
    assert [conflict.target.old for conflict in again.conflicts] == ["Somebody else"]
    assert shown_text(env, live) == "Somebody else"


def test_keywords_with_no_version_in_preparation_wait_for_the_next(env: Env) -> None:
    env.apple.set_version_state(env.version_id, "IN_REVIEW")
    outcome = carry_out(env, replace(promo(env, "sea,surf"), field=Field.KEYWORDS))
    assert [skipped.waits for skipped in outcome.not_applied] == [True]
    assert wording.IN_REVIEW in texts.why(outcome.not_applied[0])


def test_the_subtitle_goes_to_the_app_and_not_to_a_version(env: Env) -> None:
    outcome = carry_out(env, replace(promo(env, "Know the tide"), field=Field.SUBTITLE))
    assert [(applied.version, applied.new) for applied in outcome.applied] == [("", "Know the tide")]
