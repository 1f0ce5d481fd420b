"""An edited message is a new request only while it is fresh, and a message is acted on once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from records import audit, people
from records.keys import DAY, key
from sandbox.slack.people import Channel
from sandbox.slack.rendering import as_text
from sandbox.slack.switches import MentionWithFiles
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, UPLOAD, held, watch

pytestmark = pytest.mark.timeout(120)

MINUTE = 60.0
# Subscriptions with which one edit is delivered as two events, as `message_changed` alone, or as `app_mention` alone.
DELIVERED_AS = {"both": (), "message_changed": ("app_mention",), "app_mention": ("message.channels",)}


@dataclass
class Conversation:
    """A conversation where Eddie writes and edits; in `dm` the bot needs no mention."""

    env: Env
    channel: Channel
    prefix: str

    def says(self, text: str, *files: tuple[str, bytes]) -> str:
        ts = self.env.eddie.says(self.channel, f"{self.prefix}{text}", files=files)
        self.env.slack.settled()
        self.env.work()
        return ts

    def edits(self, ts: str, text: str) -> None:
        self.env.eddie.edits(self.channel, ts, f"{self.prefix}{text}")
        self.env.slack.settled()
        self.env.work()

    def read(self, ts: str) -> str:
        bot = self.env.slack.bot.id
        return "\n".join(as_text(post) for post in self.env.slack.thread(self.channel, ts) if post.user == bot)


@pytest.fixture(params=["mention", "direct"])
def talk(env: Env, request: pytest.FixtureRequest) -> Conversation:
    if request.param == "mention":
        return Conversation(env, env.release, f"{BOT} ")
    env.olive.says(env.release, f"{BOT} use com.example.tide")
    return Conversation(env, env.eddie.dm, "")


def forget_messages(env: Env) -> None:
    """Remove what Redis forgets by itself three days after a message."""
    for noun in ("wished", "handled"):
        for name in env.kit.redis.scan_iter(key(noun, "*")):
            env.kit.redis.delete(name)


def promo(env: Env, locale: str = "en-US") -> Any:  # noqa: ANN401 - None or a text
    return env.apple.texts(env.version_id)[locale]["promotionalText"]


def ignored(env: Env) -> int:
    """How often Eddie was told that an edit changed nothing."""
    return env.ephemeral_text(env.eddie).count(wording.EDIT_IGNORED)


@pytest.mark.parametrize("forgotten", [True, False])
def test_an_edit_of_an_old_message_is_not_a_request(talk: Conversation, *, forgotten: bool) -> None:
    env = talk.env
    ts = talk.says("promo en-US Summer sale")
    talk.says("promo en-US Autumn sale")
    env.slack.later(8 * DAY)
    if forgotten:
        forget_messages(env)
    writes, before = env.writes(), talk.read(ts)
    talk.edits(ts, "promo en-US Summer sale, again")
    talk.edits(ts, "promo en-US Summer sale, once more")
    assert promo(env) == "Autumn sale"
    assert env.writes() == writes
    assert talk.read(ts) == before
    assert ignored(env) == 1


@pytest.mark.parametrize(
    ("line", "undone"),
    [
        ("access grant {vera} approver", "access revoke {vera}"),
        ("alerts on", "alerts off"),
        ("use com.example.second", "use com.example.tide"),
        ("digest daily 09:00", "digest off"),
        ("schedule promo en-US 2035-12-24T09:00 Merry", "help"),
    ],
)
def test_no_old_command_runs_again_when_it_is_edited(env: Env, line: str, undone: str) -> None:
    env.apple.add_app("com.example.second", "Second")
    env.says(env.olive, f"{BOT} use com.example.tide")
    ts = env.says(env.olive, f"{BOT} {line.format(vera=env.vera.mention)}")
    env.work()
    env.says(env.olive, f"{BOT} {undone.format(vera=env.vera.mention)}")
    env.work()
    env.slack.later(8 * DAY)
    forget_messages(env)
    before = [entry.tag for entry in audit.everything(env.kit.redis)], people.grants(env.kit.redis)
    env.olive.edits(env.release, ts, f"{BOT} {line.format(vera=env.vera.mention)} ")
    env.slack.settled()
    env.work()
    assert ([entry.tag for entry in audit.everything(env.kit.redis)], people.grants(env.kit.redis)) == before


def test_a_set_is_not_replaced_again_by_the_edit_of_an_old_upload(env: Env) -> None:
    ts = env.says(env.eddie, f"{UPLOAD} --replace", files=(watch(1),))
    env.work()
    env.says(env.eddie, f"{UPLOAD} --replace", files=(watch(2),))
    env.work()
    env.slack.later(8 * DAY)
    forget_messages(env)
    env.eddie.edits(env.release, ts, f"{UPLOAD}  --replace")
    env.slack.settled()
    env.work()
    assert held(env) == ["2.png"]


@pytest.mark.parametrize(
    "refused",
    [
        "promo xx-YY Summer sale",
        f"promo en-US {'long ' * 40}",
        "promo en-US Summer :acme: sale",
        "promo fr-FR Summer sale",
        "promo en-US Summer sale --app com.example.nothing",
        "promo en-US Summer sale --platfrom IOS",
        "proom en-US Summer sale",
        "help promo",
        "upload",
        "screenshots klingon",
    ],
)
def test_a_refused_command_that_is_corrected_is_acted_on_once(talk: Conversation, refused: str) -> None:
    env = talk.env
    ts = talk.says(refused)
    assert promo(env) is None
    env.slack.later(3 * MINUTE)
    talk.edits(ts, "promo en-US Summer sale")
    assert promo(env) == "Summer sale"
    assert wording.PROMO_CHANGED in talk.read(ts)
    writes = env.writes()
    talk.edits(ts, "promo en-US Winter sale")
    talk.edits(ts, "promo en-US Winter")
    assert env.writes() == writes
    assert ignored(env) == 1


@pytest.mark.parametrize("refused", ["upload en-US iphnoe 6.9", "upload xx-YY", "upload en-US APP_DESKTOP"])
def test_a_corrected_upload_keeps_its_files(talk: Conversation, refused: str) -> None:
    ts = talk.says(refused, watch(1))
    assert not talk.env.writes()
    talk.edits(ts, "upload en-US APP_WATCH_SERIES_3")
    assert held(talk.env) == ["1.png"]
    assert dict(talk.env.slack.reactions(talk.channel, ts)) == {"white_check_mark": (talk.env.slack.bot.id,)}


def test_a_misspelled_command_in_a_direct_message_can_be_corrected_twice(env: Env) -> None:
    talk = Conversation(env, env.eddie.dm, "")
    ts = talk.says("statsu")
    talk.edits(ts, "statuss")
    talk.edits(ts, "status")
    assert talk.read(ts).count(wording.UNKNOWN_COMMAND) == 2
    assert "Tide (com.example.tide)" in talk.read(ts)
    assert not ignored(env)


@pytest.mark.parametrize("unsubscribed", DELIVERED_AS.values(), ids=DELIVERED_AS)
@pytest.mark.parametrize("twice", [True, False])
def test_one_edit_is_one_request_however_it_arrives(env: Env, unsubscribed: tuple[str, ...], *, twice: bool) -> None:
    ts = env.says(env.eddie, f"{BOT} statsu")
    env.slack.subscriptions.difference_update(unsubscribed)
    env.slack.switches.events_twice = twice
    env.eddie.edits(env.release, ts, f"{BOT} statu")
    env.slack.settled()
    env.eddie.edits(env.release, ts, f"{BOT} promo en-US Summer sale")
    env.slack.settled()
    env.work()
    assert env.read(ts).count(wording.UNKNOWN_COMMAND) == 2
    assert env.read(ts).count(wording.PROMO_CHANGED) == 1
    assert not ignored(env)


@pytest.mark.parametrize("number", range(5))
def test_the_last_of_two_quick_edits_is_never_lost(env: Env, number: int) -> None:
    ts = env.says(env.eddie, f"{BOT} statsu")
    env.slack.switches.events_twice = True
    env.eddie.edits(env.release, ts, f"{BOT} statu")
    env.eddie.edits(env.release, ts, f"{BOT} promo en-US Summer sale {number}")
    env.slack.settled()
    env.work()
    assert promo(env) == f"Summer sale {number}"
    assert env.read(ts).count(wording.PROMO_CHANGED) == 1
    assert not ignored(env)


def test_a_dry_run_is_carried_out_by_removing_the_option_and_then_no_more(talk: Conversation) -> None:
    env = talk.env
    ts = talk.says("upload en-US APP_WATCH_SERIES_3 --dry-run", watch(1))
    talk.edits(ts, "upload en-US APP_WATCH_SERIES_3 --dry-run --replace")
    assert not env.writes()
    talk.edits(ts, "upload en-US APP_WATCH_SERIES_3 --replace")
    assert held(env) == ["1.png"]
    writes = env.writes()
    talk.edits(ts, "upload en-US APP_WATCH_SERIES_3 --append")
    assert env.writes() == writes
    assert ignored(env) == 1


QUESTIONS = {
    "a language is missing": ("upload fr-CA APP_WATCH_SERIES_3", "upload en-US APP_WATCH_SERIES_3", "Create"),
    "a set is filled": ("upload de-DE APP_WATCH_SERIES_3", "upload en-US APP_WATCH_SERIES_3", "Add"),
    "no commas": ("keywords en-US sun sea sand", "keywords en-US sun,sea,sand", "Apply"),
}


def contents(env: Env) -> tuple[Any, ...]:
    """What the store page holds of what the questions are about."""
    texts = env.apple.texts(env.version_id)
    german = env.apple.screenshots(env.version_id, "de-DE", "APP_WATCH_SERIES_3")
    return held(env) if texts else [], texts["en-US"]["keywords"], [image.name for image in german], sorted(texts)


def ask(talk: Conversation, line: str) -> tuple[str, Any]:
    """Eddie writes what the bot asks about; returns the ts of the message and the question."""
    talk.env.apple.fill_set(talk.env.version_id, "de-DE", "APP_WATCH_SERIES_3", (watch(8),))
    ts = talk.says(line, *([watch(1)] if line.startswith("upload") else []))
    bot = talk.env.slack.bot.id
    return ts, [post for post in talk.env.slack.thread(talk.channel, ts) if post.user == bot][-1]


@pytest.mark.parametrize(("line", "edited", "label"), QUESTIONS.values(), ids=QUESTIONS)
def test_an_edit_may_answer_a_question_and_its_buttons_then_do_nothing(
    talk: Conversation, line: str, edited: str, label: str
) -> None:
    env = talk.env
    ts, question = ask(talk, line)
    before = contents(env)
    talk.edits(ts, edited)
    after = contents(env)
    assert after != before
    assert after[2:] == before[2:]
    env.eddie.clicks(talk.channel, question, label)
    env.slack.settled()
    env.work()
    assert contents(env) == after
    assert wording.EDITED_MEANWHILE in env.ephemeral_text(env.eddie)
    assert not ignored(env)


@pytest.mark.parametrize("edited", ["uplaod en-US", "upload fr-FR APP_WATCH_SERIES_3", "upload en-US --dry-run"])
def test_a_question_stays_open_while_an_edit_changes_nothing(talk: Conversation, edited: str) -> None:
    env = talk.env
    ts, question = ask(talk, "upload de-DE APP_WATCH_SERIES_3")
    talk.edits(ts, edited)
    env.eddie.clicks(talk.channel, question, "Add")
    env.slack.settled()
    env.work()
    assert contents(env)[2] == ["8.png", "1.png"]
    talk.edits(ts, "upload en-US APP_WATCH_SERIES_3")
    assert not held(env)
    assert ignored(env) == 1


@pytest.mark.parametrize(("line", "edited", "label"), QUESTIONS.values(), ids=QUESTIONS)
def test_an_edit_after_the_answer_to_a_question_changes_nothing(
    talk: Conversation, line: str, edited: str, label: str
) -> None:
    env = talk.env
    ts, question = ask(talk, line)
    env.eddie.clicks(talk.channel, question, label)
    env.slack.settled()
    env.work()
    after = contents(env)
    talk.edits(ts, edited)
    assert contents(env) == after
    assert ignored(env) == 1


@pytest.mark.parametrize("prefix", ["/asc ", f"{BOT} /asc "])
@pytest.mark.parametrize("in_thread", [True, False])
def test_a_message_that_starts_with_the_slash_command_can_be_corrected_too(
    env: Env, prefix: str, *, in_thread: bool
) -> None:
    thread = env.says(env.vera, "Let us change the text") if in_thread else None
    ts = env.eddie.says(env.release, f"{prefix}statsu", thread=thread)
    env.slack.settled()
    env.work()
    assert wording.UNKNOWN_COMMAND in env.read(thread or ts)
    env.eddie.edits(env.release, ts, f"{prefix}promo en-US Summer sale")
    env.slack.settled()
    env.work()
    assert promo(env) == "Summer sale"
    assert env.read(thread or ts).count(wording.PROMO_CHANGED) == 1


def test_an_edit_while_the_first_version_still_runs_changes_nothing(talk: Conversation) -> None:
    env = talk.env
    ts = env.eddie.says(talk.channel, f"{talk.prefix}promo en-US First")
    env.slack.settled()
    talk.edits(ts, "promo en-US Second")
    assert promo(env) == "First"
    assert ignored(env) == 1


def test_an_edit_that_slack_delivers_before_the_message_is_the_message(env: Env) -> None:
    with env.no_enqueue():
        ts = env.eddie.says(env.release, f"{BOT} promo en-US First")
        env.slack.settled()
    env.eddie.edits(env.release, ts, f"{BOT} promo en-US Second")
    env.slack.settled()
    first = next(delivery.payload["event"] for delivery in env.slack.deliveries if delivery.name == "app_mention")
    env.slack.ask(lambda: env.slack.actions.events.happened(dict(first), env.release.id))
    env.slack.settled()
    env.work()
    assert promo(env) == "Second"
    assert len(env.replies(ts)) == 1


def test_edits_that_arrive_out_of_order_are_acted_on_once(env: Env) -> None:
    ts = env.says(env.eddie, f"{BOT} statsu")
    env.slack.subscriptions.clear()
    env.eddie.edits(env.release, ts, f"{BOT} promo en-US First")
    env.eddie.edits(env.release, ts, f"{BOT} promo en-US Second")
    times = env.slack.ask(lambda: list(env.slack.actions.post(env.release.id, ts).edit_times))
    env.slack.subscriptions.add("app_mention")
    for edited, word in zip(reversed(times), ("Second", "First"), strict=True):
        event = {
            "type": "app_mention",
            "channel": env.release.id,
            "user": env.eddie.id,
            "ts": ts,
            "text": f"<@{env.slack.bot.id}> promo en-US {word}",
            "edited": {"user": env.eddie.id, "ts": edited},
        }
        env.slack.ask(lambda event=event: env.slack.actions.events.happened(event, env.release.id))  # type: ignore[misc]
        env.slack.settled()
    env.work()
    assert promo(env) == "Second"
    assert not ignored(env)


@pytest.mark.parametrize(("later", "acted"), [(MINUTE, True), (9 * MINUTE, True), (60 * MINUTE, False), (DAY, False)])
def test_a_message_that_is_edited_to_mention_the_bot_is_acted_on_while_it_is_fresh(
    env: Env, later: float, *, acted: bool
) -> None:
    ts = env.says(env.eddie, "upload en-US APP_WATCH_SERIES_3", files=(watch(1),))
    env.slack.later(later)
    env.eddie.edits(env.release, ts, UPLOAD)
    env.slack.settled()
    env.work()
    assert bool(env.writes()) is acted
    assert ignored(env) == (not acted)


@pytest.mark.parametrize("twice", [True, False])
def test_an_upload_that_was_delivered_as_a_message_does_not_begin_again_as_a_mention(env: Env, *, twice: bool) -> None:
    env.slack.switches.mention_with_files = MentionWithFiles.MESSAGE
    env.slack.switches.events_twice = twice
    ts = env.says(env.eddie, UPLOAD, files=(watch(1),))
    env.work()
    writes = env.writes()
    env.eddie.edits(env.release, ts, f"{UPLOAD} please")
    env.slack.settled()
    env.work()
    assert env.writes() == writes
    assert ignored(env) == 1


def _unfurled(message: dict[str, Any]) -> dict[str, Any]:
    return message | {"attachments": [{"from_url": "https://tide.app", "title": "Tide"}]}


def _deleted(message: dict[str, Any]) -> dict[str, Any]:
    return message | {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "hidden": True}


def _by_a_bot(message: dict[str, Any]) -> dict[str, Any]:
    return message | {"bot_id": "B0OTHER", "text": "status", "edited": {"user": "U0OTHER", "ts": "9999999999.000000"}}


@pytest.mark.parametrize("change", [_unfurled, _deleted, _by_a_bot])
def test_a_change_that_nobody_typed_is_no_edit(env: Env, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    ts = env.eddie.says(env.eddie.dm, "statsu https://tide.app")
    env.slack.settled()
    env.work()
    dm = env.eddie.dm
    before = {"type": "message", "user": env.eddie.id, "ts": ts, "text": "statsu <https://tide.app>"}
    event = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": dm.id,
        "channel_type": "im",
        "ts": f"{float(ts) + 1:.6f}",
        "message": change(before),
        "previous_message": before,
    }
    env.slack.subscriptions.add("message")
    env.slack.ask(lambda: env.slack.actions.events.happened(event, dm.id))
    env.slack.settled()
    env.work()
    assert env.slack.deliveries[-1].status == 200
    assert len([post for post in env.slack.thread(dm, ts) if post.user == env.slack.bot.id]) == 1
    assert not ignored(env)


def test_an_edit_that_could_not_be_stored_is_acted_on_when_slack_repeats_it(env: Env) -> None:
    ts = env.says(env.eddie, f"{BOT} statsu")
    env.slack.switches.retry_delays = (0.0, 0.3, 0.3)
    with env.no_enqueue():
        env.eddie.edits(env.release, ts, f"{BOT} promo en-US Summer sale")
    env.slack.settled()
    env.work()
    assert promo(env) == "Summer sale"
    assert env.read(ts).count(wording.PROMO_CHANGED) == 1
