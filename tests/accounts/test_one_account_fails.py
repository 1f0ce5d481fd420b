"""An account whose key Apple refuses stops nothing of the others, and only its own channels hear of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.http import health_check
from bot.http.metrics import Metrics
from bot.http.unknown_accounts import count_records
from kit import wiring
from records.dispatch import channels
from records.dispatch.channels import ChannelApp
from records.keys import DEFAULT_ACCOUNT
from records.listing import change_sets
from records.reviews import alerts
from records.text_changes import DEFERRED
from tasks.listing import deferred
from tasks.reviews import jobs
from tests.support import wording
from tests.support.agency import Agency, accounts_file

REFUSED = "App Store Connect does not accept the key"


def test_the_other_account_goes_on(agency: Agency) -> None:
    agency.globex.revoke_key(agency.globex_key.key_id)
    assert "Tide (acme)" in agency.asks("status --app com.example.tide")
    listed = agency.asks("apps")
    assert "com.example.tide" in listed
    assert f"The apps of globex can't be listed now: {REFUSED}" in listed
    assert "set this channel's app: Tide (acme)" in agency.asks("use com.example.tide")
    assert "Tide (acme) changed by" in agency.asks("promo en-US Hello")
    assert REFUSED in agency.asks("status --app com.globex.wave")


def test_only_the_channels_of_the_account_hear_of_it(agency: Agency) -> None:
    env = agency.env
    wave, tide = agency.channel("globex"), agency.channel("acme")
    for channel, app in ((wave, "com.globex.wave"), (tide, "com.example.tide")):
        agency.asks(f"use {app}", channel)
        agency.asks("alerts on", channel)
    ahead = [0.0]
    clock = env.kit.clock
    env.kit = replace(env.kit, clock=lambda: clock() + ahead[0])
    agency.globex.revoke_key(agency.globex_key.key_id)
    env.apple.add_review(env.app_id, 2, title="Too many fish")
    for _ in range(3):  # with a key that was revoked the second poll is enough
        ahead[0] += 301
        with wiring.using(env.kit):
            jobs.enqueue_due_polls(env.kit)
        env.work()
    in_wave, in_tide = ("\n".join(m.text for m in env.slack.messages(channel)) for channel in (wave, tide))
    assert wording.NOT_READ in in_wave
    assert REFUSED in in_wave
    assert wording.NOT_READ not in in_tide
    assert "Too many fish" in in_tide


def test_check_tests_the_key_of_each_account(agency: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    assert health_check.check(agency.env.kit) == 0
    shown = capsys.readouterr().out
    assert "ok     App Store Connect, acme: accepts the key, which sees 1 app" in shown
    assert "ok     App Store Connect, globex: accepts the key" in shown
    agency.globex.revoke_key(agency.globex_key.key_id)
    assert health_check.check(agency.env.kit) == 1
    shown = capsys.readouterr().out
    assert "ok     App Store Connect, acme: accepts the key" in shown
    assert "WRONG  App Store Connect, globex: " in shown
    assert "key_id, issuer_id and .p8 file in ASC_ACCOUNTS do not match" in shown


def test_the_allowance_is_counted_and_labelled_by_account(agency: Agency) -> None:
    agency.asks("apps")
    page = Metrics(agency.env.kit).page().decode()
    for account in ("acme", "globex"):
        assert f'asc_bot_apple_allowance_left{{account="{account}"}}' in page
    first = agency.env.apple.calls_left(agency.env.apple_key.key_id)
    agency.asks("status --app com.globex.wave")
    agency.asks("reviews --app com.globex.wave")
    assert agency.env.apple.calls_left(agency.env.apple_key.key_id) >= first - 1


def test_records_of_an_account_that_the_file_no_longer_names_are_kept_and_reported(
    agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env = agency.env
    agency.asks("use com.globex.wave")
    agency.asks("alerts on")
    agency.asks("alerts releases on")
    agency.asks("schedule promo en-US 2036-12-24T09:00 Hello")
    smaller = accounts_file(tmp_path, acme=env.apple_key)
    kit = wiring.build(env.kit.settings.model_copy(update={"asc_accounts": smaller}))
    assert count_records(kit) == {"globex": 4}
    assert health_check.check(kit) == 1
    assert "4 records of globex kept, but ASC_ACCOUNTS names no such account" in capsys.readouterr().out
    kit.http.close()
    kit.redis.close()
    assert "Wave (globex)" in agency.asks("alerts")


def test_alerts_of_an_account_without_a_key_do_not_stop_those_of_the_same_app_elsewhere(
    agency: Agency, tmp_path: Path
) -> None:
    env, other = agency.env, agency.channel("other")
    for line in ("use com.example.tide", "alerts on"):
        agency.asks(line)
    for alert in alerts.everything(env.kit.redis):
        alerts.put(env.kit.redis, replace(alert, account="gone"))
    for line in ("use com.example.tide", "alerts on"):
        agency.asks(line, other)
    env.apple.add_review(env.app_id, 2, title="Too many fish")
    clock = env.kit.clock
    env.kit = replace(env.kit, clock=lambda: clock() + 301)
    with wiring.using(env.kit):
        jobs.enqueue_due_polls(env.kit)
    env.work()
    assert any("Too many fish" in message.text for message in env.slack.messages(other))
    assert not any("Too many fish" in message.text for message in env.slack.messages(env.release))


def test_a_text_kept_for_the_next_version_says_once_that_it_waits(agency: Agency) -> None:
    env = agency.env
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    agency.asks("keywords en-US fish --app com.example.tide")
    threads = [env.slack.thread(env.release, message.ts) for message in env.slack.messages(env.release)]
    env.eddie.clicks(env.release, threads[-1][-1], "Keep for the next version")
    env.work()
    (change_set,) = change_sets.CHANGE_SETS.many(env.kit.redis, DEFERRED.everything(env.kit.redis))
    agency.tie("globex")
    for _ in range(2):
        deferred.apply_if_possible(env.kit, change_set)
    sent = [message.text for message in env.slack.messages(env.slack.dm(env.eddie))]
    assert sum("is tied to another App Store Connect account now" in text for text in sent) == 1


def test_the_only_account_of_a_file_is_not_named(agency: Agency, tmp_path: Path) -> None:
    env = agency.env
    accounts_file(tmp_path, acme=env.apple_key)
    several, env.kit = env.kit, wiring.build(env.kit.settings)
    for line in ("apps", "status", "use com.example.tide", "promo en-US Hello", "use com.example.tida", "audit"):
        assert "acme" not in agency.asks(line), line
    env.kit.http.close()
    env.kit.redis.close()
    env.kit = several


def test_a_record_without_an_account_belongs_to_default(agency: Agency, tmp_path: Path) -> None:
    env = agency.env
    old = ChannelApp(app_id=env.app_id, bundle_id="com.example.tide", name="Tide", chosen_by=env.olive.id)
    channels.CHANNELS.put(env.kit.redis, env.release.id, old)
    accounts_file(tmp_path, default=env.apple_key, globex=agency.globex_key)
    single, env.kit = env.kit, wiring.build(env.kit.settings)
    assert count_records(env.kit) == {}
    app = env.kit.apple_of("")
    assert app is env.kit.apple_of(DEFAULT_ACCOUNT)
    assert "Tide (default)" in agency.asks("status")
    env.kit.http.close()
    env.kit.redis.close()
    env.kit = single
