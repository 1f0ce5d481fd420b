"""The environment of an agency: two customers, acme and globex, with an App Store Connect account each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from cards.wording.accounts import know_accounts
from kit import wiring
from records.keys import key
from sandbox.appstore import AppStoreConnect
from sandbox.appstore.several import serve_together
from sandbox.appstore.tokens import Key
from sandbox.slack.people import Channel, Person
from sandbox.slack.rendering import as_text
from tests.support.env import PROCESSING, Env, web
from tests.support.specification import violations
from tests.support.uploads import BOT

VENDOR_NUMBERS = {"acme": "85001234", "globex": "86005678"}


@dataclass
class Agency:
    """The workspace of an agency. `env.apple` is the account acme with Tide, `globex` has Wave."""

    env: Env
    globex: AppStoreConnect
    globex_key: Key
    wave_id: str
    wave_version: str
    file: Path

    def asks(
        self,
        words: str,
        channel: Channel | None = None,
        who: Person | None = None,
        files: Iterable[tuple[str, bytes]] = (),
    ) -> str:
        """Mention the bot in a channel (#release) as a person (Eddie), run the jobs, and return the answer."""
        channel, who = channel or self.env.release, who or self.env.eddie
        ts = who.says(channel, f"{BOT} {words}", files=tuple(files))
        self.env.slack.settled()
        self.env.work()
        thread = [message for message in self.env.slack.thread(channel, ts) if message.user == self.env.slack.bot.id]
        return "\n".join(map(as_text, thread))

    def channel(self, name: str) -> Channel:
        """Another channel with the same people."""
        env = self.env
        return env.slack.channel(name, members=[env.olive, env.eddie, env.vera])

    def tie(self, account: str = "acme", channel: Channel | None = None) -> None:
        """Olive ties a channel (#release) to an account."""
        assert "tied this channel" in self.asks(f"use --account {account}", channel, self.env.olive)

    def writes(self) -> list[str]:
        """Every call that changes something, in either account."""
        calls = (*self.env.apple.calls, *self.globex.calls)
        return [f"{call.method} {call.path}" for call in calls if call.method != "GET"]


def accounts_file(folder: Path, **keys: Key) -> Path:
    """Write a file of accounts, each with a key in a file beside it."""
    tables = []
    for name, account_key in keys.items():
        (folder / f"{name}.p8").write_text(account_key.private_key_pem, encoding="utf-8")
        tables.append(
            f'[{name}]\nkey_id = "{account_key.key_id}"\nissuer_id = "{account_key.issuer_id}"\n'
            f'private_key_path = "{name}.p8"\n'
            f'vendor_number = "{VENDOR_NUMBERS.get(name, "")}"\n'
        )
    path = folder / "accounts.toml"
    path.write_text("\n".join(tables), encoding="utf-8")
    return path


@contextmanager
def open_agency(env: Env, folder: Path) -> Iterator[Agency]:
    """Give the bot of this environment a file of two accounts: its own, as acme, and another one, globex."""
    globex = AppStoreConnect(seed=2)
    globex.processing = PROCESSING
    globex.vendor_number = VENDOR_NUMBERS["globex"]
    globex_key = globex.add_key()
    wave_id = globex.add_app("com.globex.wave", "Wave", primary_locale="en-US")
    wave_version = globex.add_version(wave_id, "3.0", locales=["en-US"])
    path = accounts_file(folder, acme=env.apple_key, globex=globex_key)
    with (
        globex.serve() as globex_url,
        serve_together({env.kit.settings.asc_api_url: env.apple, globex_url: globex}) as apple_url,
    ):
        from_file = {
            "asc_accounts": path,
            "asc_key_id": "",
            "asc_private_key": SecretStr(""),
            "asc_issuer_id": None,
            "asc_api_url": apple_url,
        }
        single, env.kit = env.kit, wiring.build(env.kit.settings.model_copy(update=from_file))
        env.kit.redis.set(key("processing"), PROCESSING)
        with web(env.kit) as address:
            env.slack.deliver_to(address)
            yield Agency(env, globex, globex_key, wave_id, wave_version, path)
            env.slack.settled()
        assert violations(globex.calls) == []
        env.kit.http.close()
        env.kit.redis.close()
        env.kit = single
        know_accounts(single.clients)
