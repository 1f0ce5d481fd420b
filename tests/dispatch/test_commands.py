"""What people type, and what they read then; typed on phones, on Macs, with or without a mention."""

from __future__ import annotations

import json

import pytest

from records import people
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env
from tests.support.registered import parse
from tests.support.uploads import BOT, UPLOAD, WATCH, held, requested, send, watch


@pytest.mark.parametrize("line", ["/asc help", "/asc", "/asc HELP"])
def test_help_is_seen_by_the_asker_alone(env: Env, line: str) -> None:
    text = requested(env, line)
    assert wording.HELP_UPLOAD in text
    assert text.startswith("Screenshots and videos")
    assert env.slack.messages(env.release) == ()


def test_help_after_a_mention_is_seen_by_the_asker_alone_too(env: Env) -> None:
    ts = send(env, (), f"{BOT} help upload")
    assert env.replies(ts) == []
    assert wording.HELP_UPLOAD_EXAMPLE in env.ephemeral_text(env.eddie)
    assert wording.HELP_TAKES_EDITOR in env.ephemeral_text(env.eddie)


@pytest.mark.parametrize("line", ["/asc uplaod en-US", "/asc help uplaod"])
def test_an_unknown_word_gets_the_nearest_command(env: Env, line: str) -> None:
    assert wording.DID_YOU_MEAN_UPLOAD in requested(env, line)


def only_choice(env: Env) -> str:
    """The one thing that the menu of Eddie's form offers."""
    (choice,) = env.slack.form_of(env.eddie).body["blocks"][0]["element"]["options"]
    return str(choice["text"]["text"])


def test_what_can_be_stopped_or_tried_again_is_offered_to_choose_from(env: Env) -> None:
    assert wording.NO_UPLOAD_TO_RETRY in requested(env, "/asc retry")
    assert wording.NOTHING_SCHEDULED in requested(env, "/asc schedule cancel")
    requested(env, "/asc schedule promo en-US 2030-12-24T09:00 Merry & bright")
    requested(env, "/asc schedule cancel")
    scheduled = only_choice(env)
    assert scheduled.startswith(wording.PROMO_IN_ENGLISH)
    assert not env.eddie.submits({"Scheduled change": scheduled}).errors
    env.work()
    assert wording.NOTHING_SCHEDULED in requested(env, "/asc schedule cancel")
    env.apple.fill_set(env.version_id, "en-US", WATCH, (watch(8),))
    ts = send(env, (watch(1),))
    requested(env, "/asc cancel")
    assert not env.eddie.submits({"Upload": only_choice(env)}).errors
    env.work()
    assert wording.CANCELLED in env.read(ts)


@pytest.mark.parametrize(
    "text",
    [
        f"{BOT} --dry-run upload en-US {WATCH}",
        f"{BOT} upload —dry-run en-US {WATCH}",
        f"{BOT} upload en-US –dry-run “watch series 3”",
        f'{BOT} upload "watch series 3" en-US --version=1.2.0 --dry-run',
        f"{BOT}: UPLOAD en-us Apple-Watch-Series-3 --Dry-Run",
        f"{BOT} upload --app com.example.tide en-US {WATCH} --dry-run",
        f"upload en-US {WATCH} --dry-run {BOT}",
    ],
)
def test_options_may_appear_anywhere_and_as_phones_type_them(env: Env, text: str) -> None:
    ts = send(env, (watch(1),), text)
    assert wording.WATCH_WOULD_BE_SENT in env.read(ts)
    assert not env.writes()


@pytest.mark.parametrize("line", ["promo en-US Hello --dryrun", "reviews --unanswerd", "status --ap com.example.tide"])
def test_a_misspelled_option_is_reported_and_does_nothing(env: Env, line: str) -> None:
    assert wording.DID_YOU_MEAN in requested(env, f"/asc {line}")
    assert not env.apple.calls


@pytest.mark.parametrize("name", ["zh hans", "Simplified Chinese", '"zh hans"', "zh_HANS"])
def test_the_name_of_a_language_may_have_several_words_before_a_text(env: Env, name: str) -> None:
    env.apple.add_version(env.app_id, "1.1.0", state="READY_FOR_DISTRIBUTION", locales=["zh-Hans"])
    text = requested(env, f"/asc promo {name} zh hello --dry-run")
    assert wording.PROMO_IN_CHINESE in text
    assert "│ zh hello" in text


def test_an_option_may_be_written_with_an_underscore(env: Env) -> None:
    assert parse("promo --dry_run en-US Hello").options == {"dry-run": ""}
    assert wording.DRY_RUN_IN_TIDE in requested(env, "/asc promo --dry_run en-US Hello")
    assert not env.writes()


def test_a_word_that_a_command_does_not_take_is_named(env: Env) -> None:
    assert wording.NOT_UNDERSTOOD in requested(env, "/asc reviews 1-2")


@pytest.mark.parametrize(
    "text", ["--app <http://com.example.tide|com.example.tide> upload", "upload —app=<https://com.example.tide>"]
)
def test_a_bundle_id_that_slack_made_a_link_of_is_read_as_it_was_typed(text: str) -> None:
    typed = parse(text)
    assert typed.words == ("upload",)
    assert typed.options["app"].removeprefix("https://") == "com.example.tide"


def test_every_event_is_answered_with_200_the_bots_own_messages_too(env: Env) -> None:
    send(env, (watch(1),))
    assert {delivery.status for delivery in env.slack.deliveries} == {200}


def test_an_answer_to_a_mention_stands_in_its_thread(env: Env) -> None:
    ts = send(env, (), f"{BOT} status")
    assert "Tide (com.example.tide)" in env.read(ts)


def test_a_slash_command_is_acknowledged_at_once_and_answered_to_the_asker_alone(env: Env) -> None:
    reply = env.eddie.types("/asc status", env.release)
    assert reply.status == 200
    assert reply.body == ""
    assert reply.milliseconds < 1000
    env.work()
    assert "Tide" in env.ephemeral_text(env.eddie)
    assert env.slack.messages(env.release) == ()


def test_a_slash_command_works_in_a_channel_without_the_bot(env: Env) -> None:
    private = env.slack.channel("secret", members=[env.eddie], bot=False, private=True)
    env.eddie.types("/asc status", private)
    env.work()
    assert "Tide" in "\n".join(as_text(ephemeral) for ephemeral in env.slack.ephemerals(env.eddie, private))


def test_a_button_of_an_earlier_release_is_answered(env: Env) -> None:
    old = {"type": "button", "text": {"type": "plain_text", "text": "Old"}, "action_id": "gone.long_ago", "value": "1"}
    blocks = [{"type": "actions", "elements": [old]}]
    posted = env.kit.slack.client.chat_postMessage(channel=env.release.id, text="Old", blocks=blocks)
    assert env.eddie.clicks(env.release, str(posted["ts"]), "Old").status == 200
    env.work()
    assert wording.OLD_BUTTON in env.ephemeral_text(env.eddie)


def test_a_shortcut_of_an_earlier_release_is_answered(env: Env) -> None:
    ts = env.says(env.eddie, "look")
    assert env.eddie.uses_shortcut(env.release, ts, "gone.long_ago").status == 200
    assert env.eddie.uses_global_shortcut("gone.long_ago").status == 200
    env.work()
    assert env.ephemeral_text(env.eddie).count(wording.OLD_BUTTON) == 2


def test_every_answer_has_a_fallback_text_and_blocks_of_a_size_that_slack_accepts(env: Env) -> None:
    for ts in (send(env, (watch(1),)), send(env, (), f"{BOT} screenshots"), send(env, (), f"{BOT} apps")):
        for reply in env.replies(ts):
            assert reply.text
            assert len(json.dumps(reply.blocks)) < 50_000


def test_a_direct_message_that_is_no_command_is_answered_kindly(env: Env) -> None:
    env.eddie.says(env.eddie.dm, "hello")
    env.slack.settled()
    env.work()
    assert wording.UNKNOWN_COMMAND_HELLO in as_text(env.slack.messages(env.eddie.dm)[-1])


def test_an_upload_with_a_word_that_is_not_understood_sends_nothing_and_names_the_word(env: Env) -> None:
    ts = send(env, (watch(1),), f"{UPLOAD} please-not-a-word")
    assert held(env) == []
    assert "please-not-a-word" in env.read(ts)


@pytest.mark.parametrize(
    "line",
    [
        "reply 1447 Thank you --dry-run",
        "alerts off --dry-run",
        "digest daily 09:00 --dry-run",
        "digest off --dry-run",
        "use com.example.tide --dry-run",
        "cancel a1b2 --dry-run",
        "schedule cancel a1b2 --dry-run",
    ],
)
def test_what_cannot_be_rehearsed_is_not_done_with_dry_run(env: Env, line: str) -> None:
    text = requested(env, f"/asc {line}")
    assert wording.NO_DRY_RUN in text
    assert env.slack.messages(env.release) == ()


def test_a_role_is_not_given_with_dry_run(env: Env) -> None:
    assert wording.NO_DRY_RUN_OF_ROLES in requested(env, f"/asc access grant {env.vera.mention} admin --dry-run")
    assert people.grants(env.kit.redis) == {}
