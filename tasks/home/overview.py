"""Collects the content of a user's Home tab from the records of every feature."""

from collections.abc import Collection
from dataclasses import replace
from operator import itemgetter

from appstore.errors import AppStoreError
from cards.home import HomeOverview
from cards.wording.accounts import title_of
from kit.slack import users
from kit.wiring import Kit
from records.analytics import apps as analytics_apps
from records.analytics.statistics import PeriodStatistics
from records.digests import subscriptions as digests
from records.dispatch import channels
from records.dispatch.app_cache import KnownApp
from records.people import Role
from records.releases.alerts import RELEASE_ALERTS
from records.reviews import alerts, drafts
from records.reviews.drafts import Draft, DraftState
from records.schedules import schedules
from records.uploads import uploads
from tasks.analytics import stored
from tasks.dispatch import resolve
from tasks.slack.role_holders import higher_roles, holders

_MOST_RUNS = 5


def overview(kit: Kit, user: str, role: Role) -> HomeOverview:
    """Return what a user of this role sees: what belongs to the user's channels, and what the user set up."""

    def visible(channel: str, owner: str, account: str) -> bool:
        in_channel = owner == user or users.is_in_channel(kit, user, channel)
        return in_channel and channels.shows(kit.redis, channel, account)

    def with_visible_places(draft: Draft) -> Draft:
        there = [ref for ref in draft.messages if visible(ref.channel, draft.writer, draft.account)]
        return replace(draft, messages=tuple(there))

    apps = _apps(kit)
    runs = (run for run in schedules.all_open(kit.redis) if visible(run.channel, run.user, run.account))
    return HomeOverview(
        role,
        [digest for digest in digests.everything(kit.redis) if visible(digest.channel, digest.user, digest.account)],
        [alert for alert in alerts.everything(kit.redis) if visible(alert.channel, alert.user, alert.account)],
        [draft for draft in map(with_visible_places, _open_drafts(kit)) if draft.messages],
        [
            upload
            for upload in uploads.of_channel(kit.redis, user)
            if not upload.state.ended and channels.shows(kit.redis, upload.channel, upload.account)
        ],
        schedules.calendar(runs, _MOST_RUNS),
        holders(kit),
        higher_roles(kit, user, role),
        {account: kit.apple_of(account).budget.allowance() for account in kit.accounts()},
        apps,
        [alert for alert in RELEASE_ALERTS.everything(kit.redis) if visible(alert.channel, alert.user, alert.account)],
        _downloads(kit, {*_apps_of_channels(kit, user), *_default_app(kit, apps or ())}),
    )


def _downloads(kit: Kit, shown: Collection[str]) -> list[tuple[str, PeriodStatistics]]:
    """Return the downloads of these apps (ids of their records), by title, as far as their reports are read."""
    known = analytics_apps.APPS.many(kit.redis, set(analytics_apps.DUE.everything(kit.redis)) & {*shown})
    found = [(title_of(app), stored.downloads(kit, app.id)) for app in known if kit.has_account(app.account)]
    return sorted(((title, downloads) for title, downloads in found if downloads), key=itemgetter(0))


def _apps_of_channels(kit: Kit, user: str) -> set[str]:
    """Return the apps that were chosen for the user's channels."""
    return {
        analytics_apps.record_id(chosen.account, chosen.app_id)
        for channel, chosen in channels.everything(kit.redis).items()
        if chosen.app_id and users.is_in_channel(kit, user, channel)
    }


def _default_app(kit: Kit, apps: Collection[KnownApp]) -> set[str]:
    """Return the app of channels for which none was chosen: that in `ASC_APP`, or the only one."""
    named = kit.settings.asc_app
    found = [app for app in apps if named in {app.id, app.bundle_id}] if named else [*apps]
    return {analytics_apps.record_id(app.account, app.id) for app in found} if len(found) == 1 else set()


def _apps(kit: Kit) -> tuple[KnownApp, ...] | None:
    """Return every app with its versions, by name: one call for each account, none if cached. None without Apple."""
    try:
        return resolve.known_apps(kit, kit.apple_of, None, kit.accounts())
    except AppStoreError:
        return None


def _open_drafts(kit: Kit) -> list[Draft]:
    """Return the undecided drafts, lowest rating first, then newest first."""
    known = drafts.DRAFTS.many(kit.redis, drafts.DUE.everything(kit.redis))
    undecided = [draft for draft in known if draft.state is DraftState.OPEN]
    return sorted(undecided, key=lambda draft: (draft.review.rating, -draft.created_at))
