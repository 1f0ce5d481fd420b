"""The Home tab shows each person what is on, what waits and what they may do; guests read one polite sentence."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

from cards.releases import alerts as release_alerts
from records import people
from records.digests import subscriptions as digest_subscriptions
from records.digests.subscriptions import Digest
from records.people import Role
from records.releases.alerts import RELEASE_ALERTS, ReleaseAlert
from records.reviews import alerts as review_alerts
from records.reviews import drafts as review_drafts
from records.reviews.alerts import Alert
from records.reviews.drafts import Draft, DraftSource, MessageRef, ReviewText
from sandbox.slack.people import Channel, Person
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env

Shots = tuple[tuple[str, bytes], ...]


def home(env: Env, person: Person) -> str:
    """Return the text of a user's Home tab."""
    person.opens_home()
    env.slack.settled()
    env.work()
    view = env.slack.home_of(person)
    assert view is not None
    return as_text(view)


def plan(env: Env, channel: Channel, user: Person) -> None:
    """A digest that this person set up for the channel."""
    due = time.time() + 3600
    digest_subscriptions.put(
        env.kit.redis, Digest(channel=channel.id, hour=9, minute=0, timezone="Europe/Berlin", user=user.id, due=due)
    )


def test_an_admin_reads_what_is_on_and_finds_buttons_that_work(env: Env) -> None:
    plan(env, env.release, env.eddie)
    review_alerts.put(
        env.kit.redis,
        Alert(
            channel=env.release.id,
            app_id=env.app_id,
            app_name="Tide",
            user=env.eddie.id,
            created_at=0.0,
            max_rating=2,
        ),
    )
    followed = ReleaseAlert(
        channel=env.release.id, app_id=env.app_id, app_name="Tide", user=env.eddie.id, created_at=0.0
    )
    RELEASE_ALERTS.put(env.kit.redis, followed.id, followed)
    text = home(env, env.eddie)
    assert wording.HOME_DIGEST in text
    assert release_alerts.followed(followed).replace("*", "") in text
    assert wording.HOME_ALERTS in text
    assert wording.YOU_ARE_ADMIN in text
    env.eddie.clicks_at_home("Give a role")
    assert env.slack.wait_for_view(env.eddie).title == wording.GIVE_A_ROLE
    env.eddie.submits({"Person": env.vera.id, "Role": "editor"})
    env.slack.settled()
    env.work()
    assert people.grants(env.kit.redis)[env.vera.id] is Role.EDITOR
    env.eddie.clicks_at_home("Refresh")
    env.slack.settled()
    env.work()
    view = env.slack.home_of(env.eddie)
    assert view is not None
    assert wording.EDITORS_BY_GRANT in as_text(view)


def test_a_viewer_finds_no_buttons_of_admins(env: Env) -> None:
    text = home(env, env.vera)
    assert wording.YOU_ARE_VIEWER in text
    assert wording.GIVE_A_ROLE not in text
    assert wording.HOME_NOTHING_ON in text


def test_a_private_channel_is_shown_only_to_its_members(env: Env) -> None:
    secret = env.slack.channel("secret", members=[env.eddie], private=True)
    plan(env, secret, env.olive)
    assert "secret" not in home(env, env.vera)
    assert "#secret" in home(env, env.eddie)
    assert "#secret" in home(env, env.olive)


def test_without_the_scopes_for_channels_people_still_read_what_they_set_up(env: Env) -> None:
    env.slack.scopes.difference_update({"channels:read", "groups:read"})
    plan(env, env.release, env.eddie)
    assert "#release" in home(env, env.eddie)
    assert "#release" not in home(env, env.vera)


def waiting_draft(env: Env, *channels: Channel) -> None:
    """A draft that waits for approval in these channels."""
    review = ReviewText(
        rating=1, title="Crashes <!channel>", body="Every day", nickname="Kim", territory="USA", created=time.time()
    )
    messages = tuple(MessageRef(channel=channel.id, ts="1.1") for channel in channels)
    draft = Draft(
        id="r1", app_id="1", app_name="Tide", review=review, text="", source=DraftSource.BUILT_IN, created_at=0.0
    )
    draft = replace(draft, messages=messages)
    review_drafts.DRAFTS.put(env.kit.redis, "r1", draft)
    review_drafts.DUE.set(env.kit.redis, "r1", time.time() + 86400)


def test_a_draft_is_shown_only_with_the_channels_of_its_reader(env: Env) -> None:
    secret = env.slack.channel("secret", members=[env.eddie], private=True)
    waiting_draft(env, env.release, secret)
    assert "in #release" in home(env, env.vera)
    assert "secret" not in home(env, env.vera)
    waiting_draft(env, secret)
    assert "Crashes" not in home(env, env.vera)
    assert wording.HOME_WAITING_ELSEWHERE in home(env, env.eddie)


def test_drafts_that_wait_and_ones_own_uploads_are_listed(env: Env, shots: Shots) -> None:
    waiting_draft(env, env.release)
    env.apple.fill_set(env.version_id, "en-US", "APP_IPHONE_67", shots[:1])
    env.says(env.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[1:2])
    env.work()
    text = home(env, env.eddie)
    assert wording.HOME_WAITING in text
    assert wording.WAITS_FOR_ITS_ANSWER in text
    assert wording.WAITS_FOR_ANSWER not in home(env, env.olive)


def test_the_remaining_allowance_is_shown(env: Env) -> None:
    env.eddie.types("/asc apps", env.release)
    env.slack.settled()
    env.work()
    assert wording.CALLS_LEFT in home(env, env.vera)


def downloads_of(env: Env, app_id: str) -> list[int]:
    """The downloads of the newest complete day and of those before it, as the store knows them."""
    end = env.apple.analytics_today() - timedelta(days=2)
    days = [env.apple.analytics_day(app_id, end - timedelta(days=number)) for number in range(14)]
    return [counts["first_time"] + counts["redownloads"] for counts in days]


def test_downloads_of_the_newest_complete_day_and_their_trend_are_shown_without_a_call(env: Env) -> None:
    assert wording.HOME_DOWNLOADS not in home(env, env.vera)
    env.apple.give_role(env.apple_key.key_id, "ADMIN")
    env.apple.request_analytics(env.app_id, 20.0)
    env.says(env.olive, "@App Store Bot analytics")
    env.work()
    calls = len(env.apple.calls)
    text = home(env, env.vera)
    assert len(env.apple.calls) == calls
    day, downloads = env.apple.analytics_today() - timedelta(days=2), downloads_of(env, env.app_id)
    assert (
        f"Tide: {downloads[0]:,} downloads on {day:%B} {day.day}, {day.year}; {sum(downloads[:7]):,} in 7 days" in text
    )
    assert "on the 7 days before" in text


def test_downloads_of_an_app_are_shown_to_members_of_its_channels_alone(env: Env) -> None:
    env.apple.give_role(env.apple_key.key_id, "ADMIN")
    second = env.apple.add_app("com.example.second", "Second", primary_locale="en-US")
    env.apple.request_analytics(second, 20.0)
    private = env.slack.channel("second", members=[env.olive], private=True)
    for line in ("use com.example.second", "analytics"):
        env.olive.says(private, f"<@{env.slack.bot.id}> {line}")
        env.slack.settled()
        env.work()
    week = f"{sum(downloads_of(env, second)[:7]):,} in 7 days"
    assert week in home(env, env.olive)
    assert week not in home(env, env.vera)
    assert wording.HOME_DOWNLOADS not in home(env, env.vera)


def test_guests_read_nothing_but_a_polite_sentence(env: Env) -> None:
    plan(env, env.release, env.eddie)
    text = home(env, env.gus)
    assert wording.FOR_FULL_MEMBERS in text
    assert "release" not in text
    assert len(text.splitlines()) == 1
