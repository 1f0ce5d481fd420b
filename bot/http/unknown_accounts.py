"""Counts what is kept of accounts that the settings no longer name, for `python -m bot --check`."""

from collections import Counter
from collections.abc import Iterator, Mapping

from kit.wiring import Kit
from records import text_changes
from records.analytics.apps import APPS, DUE
from records.analytics.subscriptions import PLANS
from records.digests import subscriptions
from records.dispatch import channels
from records.keys import DEFAULT_ACCOUNT
from records.listing import change_sets
from records.releases.alerts import RELEASE_ALERTS
from records.reviews import alerts, drafts
from records.schedules import schedules


def count_records(kit: Kit) -> Mapping[str, int]:
    """Return how many open records there are of each account without a key."""
    found = Counter(account or DEFAULT_ACCOUNT for account in _accounts(kit))
    return {account: count for account, count in sorted(found.items()) if not kit.has_account(account)}


def _accounts(kit: Kit) -> Iterator[str]:
    redis = kit.redis
    yield from (schedule.account for schedule in schedules.all_open(redis))
    yield from (alert.account for alert in alerts.everything(redis))
    yield from (alert.account for alert in RELEASE_ALERTS.everything(redis))
    yield from (app.account for app in APPS.many(redis, DUE.everything(redis)))
    yield from (plan.account for plan in PLANS.everything(redis))
    yield from (digest.account for digest in subscriptions.everything(redis))
    yield from (draft.account for draft in drafts.DRAFTS.many(redis, drafts.DUE.everything(redis)))
    deferred = change_sets.CHANGE_SETS.many(redis, text_changes.DEFERRED.everything(redis))
    yield from (change_set.account for change_set in deferred)
    yield from (chosen.account for chosen in channels.everything(redis).values())
