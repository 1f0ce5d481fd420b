"""Changes of releases come to the channel: each once, none lost, with what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from cards.releases.audit_tags import VERSION_CREATED
from kit import wiring
from records import audit
from records.audit import AuditEntry
from records.releases.alerts import RELEASE_ALERTS
from records.releases.changes import ChangeSource, StateChange, SubjectKind
from records.releases.watched import STEP_SECONDS
from sandbox.appstore import Fault as AppleFault
from sandbox.slack.faults import Act, Fault
from sandbox.slack.rendering import as_text
from tasks.releases.alerts import jobs
from tasks.releases.alerts.changes import record_change
from tests.releases.submitting import WITHDRAW, press, ready, submit
from tests.support import wording
from tests.support.env import Env, web
from tests.support.uploads import requested


@dataclass
class ReleaseEnv:
    """A channel that follows the releases of Tide, and a clock that tests set."""

    env: Env
    ahead: list[float] = field(default_factory=lambda: [0.0])

    def turn_on(self) -> None:
        """Olive turns alerts on."""
        self.env.olive.types("/asc alerts releases on", self.env.release)
        self.env.work()

    def look(self) -> None:
        """The clock ticks after a poll's time, and the worker does what is due."""
        self.ahead[0] += 301
        self.tick()

    def tick(self) -> None:
        """The clock ticks now."""
        with wiring.using(self.env.kit):
            jobs.enqueue_due_release_polls(self.env.kit)
        self.env.work()

    def move(self, state: str) -> None:
        """Version 1.2.0 changes at Apple."""
        self.env.apple.set_version_state(self.env.version_id, state)

    def webhook(self, old: str, new: str, ago: float = 0.0, *, upload: str = "") -> None:
        """Apple reports a change of version 1.2.0, or of the upload of a build."""
        change = StateChange(
            app_id=self.env.app_id,
            kind=SubjectKind.BUILD_UPLOAD if upload else SubjectKind.VERSION,
            id=upload or self.env.version_id,
            old=old,
            new=new,
            at=self.env.kit.clock() - ago,
            source=ChangeSource.WEBHOOK,
        )
        record_change(self.env.kit, change)
        self.env.work()

    def posts(self) -> list[str]:
        """Return the reports in the channel, oldest first."""
        shown = self.env.slack.messages(self.env.release)
        texts = [as_text(post) for post in shown if post.user == self.env.slack.bot.id and not post.seen_by]
        return [text for text in texts if text.startswith("Tide")]


@pytest.fixture
def release_env(env: Env) -> Iterator[ReleaseEnv]:
    ahead, clock = [0.0], env.kit.clock
    env.kit = replace(env.kit, clock=lambda: clock() + ahead[0])
    with web(env.kit) as address:
        env.slack.deliver_to(address)
        yield ReleaseEnv(env, ahead)
        env.slack.settled()


LIVE, PREPARING, PENDING = "READY_FOR_DISTRIBUTION", "PREPARE_FOR_SUBMISSION", "PENDING_DEVELOPER_RELEASE"
WAITING, IN_REVIEW, REJECTED = "WAITING_FOR_REVIEW", "IN_REVIEW", "REJECTED"


def test_a_change_is_posted_once_by_poll_with_states_version_platform_build_and_link(release_env: ReleaseEnv) -> None:
    apple, app_id = release_env.env.apple, release_env.env.app_id
    apple.set_build(release_env.env.version_id, apple.add_build(app_id, "1.2.0", "57"))
    release_env.turn_on()
    release_env.look()
    assert release_env.posts() == []
    release_env.move(WAITING)
    release_env.look()
    release_env.look()
    (post,) = release_env.posts()
    assert post.startswith("Tide 1.2.0 (iOS): Prepare for Submission → Waiting for Review\n")
    assert "Build 57" in post
    assert f"https://appstoreconnect.apple.com/apps/{app_id}/distribution" in post
    (message,) = [post for post in release_env.env.slack.messages(release_env.env.release) if "→" in post.text]
    assert "Build 57" in message.text
    assert "appstoreconnect.apple.com" in message.text


def test_a_change_is_posted_once_by_webhook_and_poll(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    release_env.move(WAITING)
    release_env.webhook(PREPARING, WAITING)
    release_env.webhook(PREPARING, WAITING)
    release_env.look()
    assert len(release_env.posts()) == 1
    release_env.move(IN_REVIEW)
    release_env.look()
    release_env.webhook(WAITING, IN_REVIEW, ago=200)
    assert [post.partition("\n")[0] for post in release_env.posts()[1:]] == [
        "Tide 1.2.0 (iOS): Waiting for Review → In Review"
    ]


def test_events_out_of_order_are_one_post_with_every_state(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    release_env.ahead[0] += 200
    release_env.move(IN_REVIEW)
    release_env.webhook(WAITING, IN_REVIEW, ago=10)
    release_env.webhook(PREPARING, WAITING, ago=70)
    release_env.look()
    (post,) = release_env.posts()
    assert "Prepare for Submission → Waiting for Review → In Review" in post


def test_a_webhook_is_posted_although_apple_does_not_answer(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    release_env.env.apple.faults.add(AppleFault.status(401, times=9))
    release_env.webhook(PREPARING, WAITING)
    (post,) = release_env.posts()
    assert post.startswith("Tide 1.2.0 (iOS): Prepare for Submission → Waiting for Review")


def test_a_webhook_of_an_app_that_nobody_follows_is_no_post(release_env: ReleaseEnv) -> None:
    release_env.webhook(PREPARING, WAITING)
    assert release_env.posts() == []
    assert release_env.env.apple.calls == []


def test_what_happened_before_alerts_were_turned_on_is_not_posted(release_env: ReleaseEnv) -> None:
    release_env.move(WAITING)
    release_env.turn_on()
    release_env.webhook(PREPARING, WAITING, ago=30)
    release_env.look()
    assert release_env.posts() == []


def test_a_second_channel_gets_what_changes_after_it_turned_alerts_on(release_env: ReleaseEnv) -> None:
    other = release_env.env.slack.channel("other", members=[release_env.env.olive])
    release_env.turn_on()
    release_env.move(WAITING)
    release_env.env.olive.types("/asc alerts releases on", other)
    release_env.env.work()
    release_env.tick()
    assert len(release_env.posts()) == 1
    release_env.move(IN_REVIEW)
    release_env.look()
    assert len(release_env.posts()) == 2
    changes = [post.text for post in release_env.env.slack.messages(other) if "→" in post.text]
    assert len(changes) == 1
    assert "In Review" in changes[0]


def test_a_version_that_changes_with_its_submission_is_one_post(release_env: ReleaseEnv) -> None:
    apple, version_id = release_env.env.apple, release_env.env.version_id
    release_env.turn_on()
    apple.add_submission(release_env.env.app_id, version_id=version_id)
    release_env.move(WAITING)
    apple.start_review(version_id)
    release_env.look()
    apple.reject(version_id)
    release_env.look()
    release_env.look()
    posts = release_env.posts()
    assert [post.partition("\n")[0] for post in posts] == [
        "Tide 1.2.0 (iOS): Prepare for Submission → In Review",
        "Tide 1.2.0 (iOS): In Review → Rejected",
    ]
    assert "Apple's reasons are only in App Store Connect" in posts[1]
    assert "/reviewsubmissions" in posts[1]


def test_a_submission_without_a_version_has_posts_of_its_own(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    submission = release_env.env.apple.add_submission(release_env.env.app_id, other=True)
    release_env.look()
    assert release_env.posts() == []
    release_env.env.apple.send_submission(submission)
    release_env.look()
    (post,) = release_env.posts()
    assert "submission without a version (iOS): Ready for Review → Waiting for Review" in post


def test_builds_are_posted_when_they_finish_processing(release_env: ReleaseEnv) -> None:
    apple, app_id = release_env.env.apple, release_env.env.app_id
    before = apple.add_build(app_id, "1.2.0", "1", state="PROCESSING")
    release_env.turn_on()
    builds = [apple.add_build(app_id, "1.2.0", str(number), state="PROCESSING") for number in (2, 3)]
    release_env.look()
    assert release_env.posts() == []
    for build, state in zip((before, *builds), ("VALID", "INVALID", "FAILED"), strict=True):
        apple.finish_build(build, state)
    release_env.look()
    release_env.look()
    heads = [post.partition("\n")[0] for post in release_env.posts()]
    assert heads == [
        "Tide, build 1 of 1.2.0 (iOS): Processing → Valid",
        "Tide, build 2 of 1.2.0 (iOS): Processing → Invalid",
        "Tide, build 3 of 1.2.0 (iOS): Processing → Failed",
    ]
    assert "/asc build 1 attaches it" in release_env.posts()[0]


def test_an_upload_that_failed_before_it_was_a_build_is_posted_once_that_is_known(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    release_env.env.apple.faults.add(AppleFault.status(403, path="/v1/buildUploads/u", times=1))
    release_env.webhook("PROCESSING", "FAILED", upload="u")
    release_env.ahead[0] += STEP_SECONDS + 1
    release_env.tick()
    assert release_env.posts() == []
    release_env.look()
    release_env.look()
    assert [post.partition("\n")[0] for post in release_env.posts()] == ["Tide, a build: Processing → Failed"]


def test_a_phased_release_is_posted_day_by_day(release_env: ReleaseEnv) -> None:
    apple, version_id = release_env.env.apple, release_env.env.version_id
    apple.set_phased_release(version_id, "INACTIVE")
    release_env.move(PENDING)
    release_env.turn_on()
    release_env.move(LIVE)
    release_env.look()
    (post,) = release_env.posts()
    assert "Pending Developer Release → Ready for Distribution" in post
    assert "Phased release: day 1 of 7 (1 % of users)" in post
    for _ in range(2):
        apple.next_phased_day(version_id)
        release_env.look()
        release_env.look()
    for state, day in (("PAUSED", 3), ("ACTIVE", 3), ("COMPLETE", 3)):
        apple.set_phased_release(version_id, state, day)
        release_env.look()
        release_env.look()
    assert [post.partition("phased release, ")[2].partition("\n")[0] for post in release_env.posts()[1:]] == [
        "day 1 of 7 (1 % of users) → day 2 of 7 (2 % of users)",
        "day 2 of 7 (2 % of users) → day 3 of 7 (5 % of users)",
        "day 3 of 7 (5 % of users) → paused on day 3",
        "paused on day 3 → day 3 of 7 (5 % of users)",
        "day 3 of 7 (5 % of users) → complete (all users)",
    ]


def test_a_new_version_is_posted(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    release_env.env.apple.add_version(release_env.env.app_id, "3.0", platform="MAC_OS")
    release_env.look()
    assert [post.partition("\n")[0] for post in release_env.posts()] == [
        "Tide 3.0 (macOS): new, Prepare for Submission"
    ]


def calls(release_env: ReleaseEnv, count: int = 1) -> list[str]:
    """Return the calls to Apple that so many polls make."""
    before = len(release_env.env.apple.calls)
    for _ in range(count):
        release_env.look()
    return [call.path for call in release_env.env.apple.calls[before:]]


def test_a_quiet_poll_is_one_call(release_env: ReleaseEnv) -> None:
    apple, app_id = release_env.env.apple, release_env.env.app_id
    apple.add_build(app_id, "1.2.0", "1")
    apple.add_submission(app_id, version_id=release_env.env.version_id)
    release_env.turn_on()
    assert calls(release_env, 3) == [f"/v1/apps/{app_id}"] * 3
    apple.add_version(app_id, "3.0", platform="MAC_OS")
    assert len(calls(release_env)) == 2
    apple.finish_build(apple.add_build(app_id, "1.2.0", "2", state="PROCESSING"))
    assert len(calls(release_env)) == 2
    apple.add_submission(app_id, "MAC_OS")
    release_env.move(WAITING)
    assert len(calls(release_env)) == 4


def test_a_quiet_poll_is_one_call_while_a_phased_release_runs(release_env: ReleaseEnv) -> None:
    release_env.env.apple.set_phased_release(release_env.env.version_id, "INACTIVE")
    release_env.move(LIVE)
    release_env.turn_on()
    app, versions = f"/v1/apps/{release_env.env.app_id}", f"/v1/apps/{release_env.env.app_id}/appStoreVersions"
    assert sorted(calls(release_env, 4)) == sorted([app, versions] * 2)


def test_a_phased_release_that_begins_after_its_version_is_live_is_found_within_ten_polls(
    release_env: ReleaseEnv,
) -> None:
    release_env.move(LIVE)
    release_env.turn_on()
    release_env.look()
    release_env.look()
    release_env.env.apple.set_phased_release(release_env.env.version_id, "ACTIVE", 1)
    assert len(calls(release_env, 10)) == 10
    (post,) = release_env.posts()
    assert "phased release, day 1 of 7" in post


def test_a_quiet_poll_is_one_call_where_apple_refuses_to_include_anything(release_env: ReleaseEnv) -> None:
    env = release_env.env
    env.apple.faults.add(AppleFault.status(400, path=rf"/v1/apps/{env.app_id}$", times=99))
    release_env.turn_on()
    release_env.look()
    assert len(calls(release_env, 3)) == 3
    release_env.move(WAITING)
    env.apple.add_build(env.app_id, "1.2.0", "57")
    for _ in range(3):
        release_env.look()
    assert len(release_env.posts()) == 2


def test_a_quiet_poll_of_an_app_with_many_builds_is_one_call(release_env: ReleaseEnv) -> None:
    apple, app_id = release_env.env.apple, release_env.env.app_id
    for number in range(60):
        apple.add_build(
            app_id, "1.2.0", str(number), uploaded=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
        )
    release_env.turn_on()
    calls(release_env)
    assert calls(release_env, 2) == [f"/v1/apps/{app_id}"] * 2
    apple.add_build(app_id, "1.2.0", "61", state="PROCESSING")
    release_env.look()
    apple.finish_build(next(build.id for build in apple.builds(app_id) if build.number == "61"))
    release_env.look()
    (post,) = release_env.posts()
    assert "build 61 of 1.2.0 (iOS): Processing → Valid" in post
    assert calls(release_env, 2) == [f"/v1/apps/{app_id}"] * 2


def test_a_post_whose_answer_was_lost_is_not_repeated(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    release_env.env.slack.faults.add(Fault("chat.postMessage", Act.DROP_AFTER_DOING))
    release_env.move(WAITING)
    release_env.look()
    release_env.look()
    assert len(release_env.posts()) == 1


def test_what_slack_refuses_is_posted_at_the_next_poll_in_order(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    release_env.env.slack.faults.add(Fault("chat.postMessage", Act.ERROR, error="ekm_access_denied"))
    release_env.move(WAITING)
    release_env.look()
    assert release_env.posts() == []
    release_env.move(IN_REVIEW)
    release_env.look()
    assert [post.partition("\n")[0][-9:] for post in release_env.posts()] == ["or Review", "In Review"]


def test_a_long_outage_is_reported_once_and_so_is_its_end(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    release_env.env.apple.faults.add(AppleFault.status(401, times=99))
    for _ in range(9):
        release_env.look()
    release_env.env.apple.faults.clear()
    release_env.move(WAITING)
    release_env.look()
    shown = [as_text(post) for post in release_env.env.slack.messages(release_env.env.release)]
    assert sum("could not be read since" in text and wording.KEY_NOT_ACCEPTED in text for text in shown) == 1
    assert sum("can be read again" in text for text in shown) == 1
    assert len(release_env.posts()) == 1


def test_an_app_that_is_gone_is_reported(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    release_env.env.apple.faults.add(AppleFault.status(404, times=99))
    for _ in range(9):
        release_env.look()
    shown = as_text(release_env.env.slack.messages(release_env.env.release)[-1])
    assert "App Store Connect has no app Tide" in shown


def test_a_channel_without_the_bot_gets_what_it_missed(release_env: ReleaseEnv) -> None:
    slack, olive = release_env.env.slack, release_env.env.olive
    inner = slack.channel("inner", members=[olive], private=True)
    olive.types("/asc alerts releases on", inner)
    release_env.env.work()
    slack.leave(inner, slack.bot)
    release_env.move(WAITING)
    release_env.look()
    release_env.look()
    (reported,) = [as_text(message) for message in slack.messages(olive.dm)]
    assert "Changes of releases of Tide could not be posted in #inner" in reported
    slack.join(inner, slack.bot)
    release_env.look()
    assert sum("Waiting for Review" in message.text for message in slack.messages(inner)) == 1


def test_alerts_of_an_archived_channel_end(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    release_env.env.slack.archive(release_env.env.release)
    release_env.move(WAITING)
    release_env.look()
    reported = as_text(release_env.env.slack.messages(release_env.env.olive.dm)[-1])
    assert wording.ALERTS_OFF_NOW in reported
    assert RELEASE_ALERTS.everything(release_env.env.kit.redis) == []


def test_alerts_shows_both_kinds_and_off_ends_its_own(release_env: ReleaseEnv) -> None:
    env = release_env.env
    env.olive.types("/asc alerts on --max-rating 2", env.release)
    release_env.turn_on()
    release_env.turn_on()
    assert "They are on already: @Olive turned them on" in env.ephemeral_text(env.olive)
    env.olive.types("/asc alerts", env.release)
    env.work()
    shown = env.ephemeral_text(env.olive)
    assert "new reviews of Tide with at most 2 of 5 stars; turned on by @Olive" in shown
    assert "changes of versions, submissions, builds and phased releases of Tide; turned on by @Olive" in shown
    env.olive.types("/asc alerts releases off", env.release)
    env.work()
    assert RELEASE_ALERTS.everything(env.kit.redis) == []
    release_env.move(WAITING)
    release_env.look()
    assert release_env.posts() == []
    env.olive.types("/asc alerts releases", env.release)
    env.work()
    assert "No alerts about releases are on in this channel" in env.ephemeral_text(env.olive)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("alerts releases maybe", "I don't know alerts releases maybe"),
        ("alerts releases on --max-rating 2", "alerts releases has no option --max-rating"),
        ("alerts releases on --dry-run", wording.NO_DRY_RUN),
        ("alerts release on", "alerts releases"),
        ("alerts on releases", "Did you mean /asc alerts releases on?"),
        ("alerts off Releases", "Did you mean /asc alerts releases off?"),
        ("help alerts releases", "Posts each change of versions"),
    ],
)
def test_words_after_alerts(release_env: ReleaseEnv, line: str, expected: str) -> None:
    answer = release_env.env.olive.types(f"/asc {line}", release_env.env.release)
    release_env.env.work()
    assert expected in answer.body.replace("`", "")
    assert RELEASE_ALERTS.everything(release_env.env.kit.redis) == []


def test_alerts_are_not_turned_on_where_the_bot_is_not(release_env: ReleaseEnv) -> None:
    env = release_env.env
    elsewhere = env.slack.channel("elsewhere", members=[env.olive], bot=False, private=True)
    env.olive.types("/asc alerts releases on", elsewhere)
    env.work()
    assert RELEASE_ALERTS.everything(env.kit.redis) == []
    assert "Invite me" in env.ephemeral_text(env.olive)


def test_a_change_that_was_decided_here_names_the_user(release_env: ReleaseEnv) -> None:
    env, apple = release_env.env, release_env.env.apple
    ready(env)
    release_env.turn_on()
    submit(env)
    release_env.look()
    apple.start_review(env.version_id)
    release_env.look()
    requested(env, "/asc withdraw")
    press(env, WITHDRAW)
    release_env.look()
    posts = release_env.posts()
    assert [post.partition(" → ")[2].partition("\n")[0] for post in posts] == [
        "Waiting for Review",
        "In Review",
        "Developer Rejected",
    ]
    assert ["By @Eddie" in post for post in posts] == [True, False, True]


def test_a_phased_release_that_was_paused_here_names_the_user(release_env: ReleaseEnv) -> None:
    env, apple = release_env.env, release_env.env.apple
    live = apple.add_version(env.app_id, "1.1.0", state=LIVE, locales=["en-US"])
    apple.set_phased_release(live, "ACTIVE", 2)
    release_env.turn_on()
    requested(env, "/asc phased pause")
    release_env.look()
    release_env.look()
    (post,) = release_env.posts()
    assert post.startswith("Tide 1.1.0 (iOS): phased release, day 2 of 7 (2 % of users) → paused on day 2")
    assert "By @Eddie" in post


def test_a_version_that_was_created_here_names_the_user(release_env: ReleaseEnv) -> None:
    env = release_env.env
    release_env.turn_on()
    release_env.env.apple.add_version(env.app_id, "3.0", platform="MAC_OS")
    entry = AuditEntry(
        at=env.kit.clock(),
        user=env.eddie.id,
        channel=env.release.id,
        tag=VERSION_CREATED,
        app="com.example.tide",
        version="3.0",
    )
    audit.write(env.kit.redis, entry)
    release_env.look()
    (post,) = release_env.posts()
    assert "By @Eddie" in post


def test_what_apples_webhook_reports_is_posted_once(release_env: ReleaseEnv) -> None:
    env, apple = release_env.env, release_env.env.apple
    env.expose()
    env.olive.types("/asc webhooks on", env.release)
    env.work()
    release_env.turn_on()
    built = apple.add_build(env.app_id, "1.2.0", "57", state="PROCESSING")
    failed = apple.add_build(env.app_id, "1.2.0", "58", state="PROCESSING")
    apple.finish_build(built)
    apple.finish_build(failed, "FAILED")
    release_env.move(WAITING)
    apple.webhooks_settled()
    env.work()
    release_env.look()
    assert sorted(post.partition("\n")[0] for post in release_env.posts()) == [
        "Tide 1.2.0 (iOS): Prepare for Submission → Waiting for Review",
        "Tide, build 57 of 1.2.0 (iOS): Processing → Valid",
        "Tide, build 58 of 1.2.0 (iOS): Processing → Failed",
    ]


def test_a_draft_is_posted_a_moment_later_if_it_is_not_submitted(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    release_env.look()
    release_env.move("READY_FOR_REVIEW")
    release_env.webhook("PREPARE_FOR_SUBMISSION", "READY_FOR_REVIEW")
    assert release_env.posts() == []
    release_env.ahead[0] += STEP_SECONDS + 1
    release_env.tick()
    (post,) = release_env.posts()
    assert post.startswith("Tide 1.2.0 (iOS): Prepare for Submission → Ready for Review\n")


def test_a_submission_of_a_version_with_a_webhook_is_one_post(release_env: ReleaseEnv) -> None:
    ready(release_env.env)
    release_env.env.expose()
    release_env.turn_on()
    requested(release_env.env, "/asc webhooks on")
    submit(release_env.env)
    release_env.env.apple.webhooks_settled()
    release_env.env.work()
    for _ in range(3):
        release_env.look()
    (post,) = release_env.posts()
    assert post.partition("\n")[0].endswith("→ Waiting for Review")


def test_lists_are_read_where_apple_refuses_to_include_them(release_env: ReleaseEnv) -> None:
    release_env.turn_on()
    refused = AppleFault.status(400, path=rf"/v1/apps/{release_env.env.app_id}$", times=9)
    release_env.env.apple.faults.add(refused)
    release_env.move(WAITING)
    release_env.env.apple.add_build(release_env.env.app_id, "1.2.0", "57")
    release_env.look()
    assert len(release_env.posts()) == 2
