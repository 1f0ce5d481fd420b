"""The real processes with a file of accounts: a revoked key stops nothing of the other account; `--check` names it."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

from sandbox.appstore import AppStoreConnect
from sandbox.appstore.several import serve_together
from sandbox.slack.people import Channel
from tests import ROOT
from tests.support import wording
from tests.support.agency import accounts_file
from tests.support.processes import RunningBot, start_bot


def shows(bot: RunningBot, channel: Channel, words: str) -> bool:
    """Whether the channel has a message with these words, or a reply in a thread."""
    found = [reply for top in bot.slack.messages(channel) for reply in (top, *bot.slack.thread(channel, top.ts))]
    return any(words in message.text for message in found)


def test_one_key_is_revoked_while_the_other_account_goes_on() -> None:
    globex = AppStoreConnect(seed=2)
    globex_key = globex.add_key()
    globex.add_app("com.globex.wave", "Wave")
    with (
        start_bot(start=()) as bot,
        globex.serve() as globex_url,
        serve_together({bot.environment["ASC_API_URL"]: bot.apple, globex_url: globex}) as address,
    ):
        accounts = accounts_file(bot.folder, acme=bot.apple.add_key(), globex=globex_key)
        for name in ("ASC_KEY_ID", "ASC_ISSUER_ID", "ASC_PRIVATE_KEY"):
            del bot.environment[name]
        bot.environment |= {"ASC_ACCOUNTS": str(accounts), "ASC_API_URL": address, "ASC_REVIEW_POLL_SECONDS": "1"}
        for process in ("web", "worker", "clock"):
            bot.start(process)
        bot.ready()
        bot.slack.deliver_to(f"http://127.0.0.1:{bot.environment['PORT']}/slack/events")
        acme, other = bot.release, bot.slack.channel("globex", members=[bot.eddie])
        for channel, app in ((acme, "com.example.tide"), (other, "com.globex.wave")):
            bot.eddie.says(channel, f"@App Store Bot alerts on --app {app}")
            bot.slack.wait(partial(shows, bot, channel, "turned alerts on"), 30)
        globex.revoke_key(globex_key.key_id)
        bot.apple.add_review(bot.app_id, 2, title="Too many fish")
        bot.slack.wait(lambda: shows(bot, acme, "Too many fish"), 30)
        bot.slack.wait(lambda: shows(bot, other, wording.NOT_READ), 30)
        assert not shows(bot, acme, wording.NOT_READ)
        page = bot.get("/metrics").text
        assert all(f'asc_bot_apple_allowance_left{{account="{name}"}}' in page for name in ("acme", "globex"))
        command = [sys.executable, "-m", "bot", "--check"]
        checked = subprocess.run(  # noqa: S603 - the bot's own command
            command, cwd=ROOT, env=bot.environment, capture_output=True, text=True, check=False
        )
        assert checked.returncode == 1
        assert "ok     App Store Connect, acme" in checked.stdout
        assert "WRONG  App Store Connect, globex" in checked.stdout
