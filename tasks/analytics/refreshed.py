"""Reads what is new in the reports of an app before they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from appstore.analytics.reports import AnalyticsReport
from appstore.errors import AppStoreError, Unauthorized
from cards.analytics import requests
from cards.wording.accounts import app_title
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.analytics import apps
from records.analytics.apps import AnalyticsApp
from records.dispatch.app_cache import KnownApp
from tasks.analytics import arrival, fetch, stored
from tasks.dispatch import resolve


@dataclass(frozen=True, kw_only=True)
class KnownReports:
    """What is known of an app's reports. `outdated`: why they could not be read just now."""

    app: AnalyticsApp
    requested: bool = True
    outdated: AppStoreError | None = None


def refreshed(kit: Kit, clients: resolve.Clients, app: KnownApp, reports: Sequence[AnalyticsReport]) -> KnownReports:
    """Read what is new in these reports; where that fails, what is stored is shown.

    Raises UserError or AppStoreError where nothing is stored.
    """
    record = apps.get(kit.redis, app.account, app.id) or AnalyticsApp(
        app_id=app.id, account=app.account, bundle_id=app.bundle_id, app_name=app.name
    )
    try:
        record = fetch.refresh(kit, clients(app.account), record, reports)
    except fetch.NotRequested:
        if stored.known_until(kit, record.id, reports) is None:
            raise UserError(requests.not_requested(app_title(app))) from None
        return KnownReports(app=record, requested=False)
    except AppStoreError as error:
        if stored.known_until(kit, record.id, reports) is None:
            if isinstance(error, Unauthorized) and error.account_problem is None:
                raise UserError(requests.key_may_not_read()) from error
            raise
        return KnownReports(app=record, outdated=error)
    arrival.announce(kit, record)
    if stored.known_until(kit, record.id, reports) is not None:
        # Apple keeps its reports for 35 days only, whoever has requested them.
        apps.DUE.set(kit.redis, record.id, kit.clock() + apps.EVERY_SECONDS)
    return KnownReports(app=record)
