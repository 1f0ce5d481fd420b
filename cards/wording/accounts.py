"""The words for App Store Connect accounts, which are named where the bot has several, and refusals because of them."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Protocol

from cards.blocks import escape, join_words, text_message
from records.dispatch.app_cache import KnownApp
from records.dispatch.channels import ChannelApp
from records.keys import DEFAULT_ACCOUNT
from records.messages import Message
from records.people import Role

# The accounts of this process; cards name an account only beside others.
_accounts: set[str] = set()


class _OfAnApp(Protocol):
    @property
    def app_name(self) -> str: ...

    @property
    def account(self) -> str: ...


def know_accounts(names: Iterable[str]) -> None:
    """Take the accounts that the settings of this process name; none: every account in a record is named."""
    _accounts.clear()
    _accounts.update(name or DEFAULT_ACCOUNT for name in names)


def shown_account(account: str) -> str:
    """Return the name of an account where the bot has several, or where it is not the only one; otherwise ""."""
    if not _accounts:
        return account
    name = account or DEFAULT_ACCOUNT
    return "" if _accounts == {name} else name


def key_settings() -> str:
    """Return where the operator sets a key: in the settings, or in the file of accounts."""
    in_settings = _accounts <= {DEFAULT_ACCOUNT}
    return (
        "ASC_KEY_ID, ASC_ISSUER_ID and the .p8 file"
        if in_settings
        else "key_id, issuer_id and .p8 file in ASC_ACCOUNTS"
    )


def app_title(app: KnownApp | ChannelApp) -> str:
    """Return the name of an app, with its account if the bot has several: `Tide (acme)`."""
    return _titled(app.name, app.account)


def title_of(record: _OfAnApp) -> str:
    """Return the same for the app that a record is about."""
    return _titled(record.app_name, record.account)


def _titled(name: str, account: str) -> str:
    shown = shown_account(account)
    return f"{name} ({shown})" if shown else name


def of_another_account(tie: str) -> Message:
    """Reply in a channel that is tied to an account to what belongs to another one, of which nothing is said."""
    return text_message(
        f"This channel is tied to the App Store Connect account `{escape(tie)}`, and that does not belong to it. "
        "Nothing was done."
    )


def role_needed_in(account: str | None, needed: Role, held: Role) -> Message:
    """Reply to a user whose role in the account of an app does not cover a request; None: it is about all accounts."""
    where = "in every account" if account is None else f"in the account `{escape(account)}`"
    option = "" if account is None else f" --account {escape(account)}"
    return text_message(
        f"That needs the role *{needed}* {where}; yours there is *{held}*. Nothing was done. Workspace owners and "
        f"admins of the bot can give you that role with `/asc access grant @name {needed}{option}`; `/asc access` "
        "lists them."
    )


def no_such_account(named: str, known: Sequence[str]) -> Message:
    """Reply to the name of an account that there is not; `known` are those that may be named where it was asked."""
    close = get_close_matches(named.casefold(), known, n=2, cutoff=0.5)
    near = f" Did you mean {join_words([f'`{name}`' for name in close], 'or')}?" if close else ""
    there = f" Write one of these: {join_words([f'`{name}`' for name in known], 'or')}." if known and not close else ""
    return text_message(f"There is no account `{escape(named)}`.{near or there} Nothing was changed.")


def no_key(account: str) -> str:
    """Return why nothing can be done for an account that the settings no longer name."""
    return (
        f"The bot has no key for the App Store Connect account “{escape(account)}”, because its settings no longer "
        "name it. What belongs to the account is kept; the operator of the bot can add it to the file again."
    )
