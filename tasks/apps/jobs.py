"""Shows what App Store Connect holds: screenshot sets, versions and their states, apps."""

from __future__ import annotations

from appstore import apps as apple_apps
from appstore import screenshots, versions
from appstore.versions import EDITABLE_FOR_SCREENSHOTS, LIVE
from cards.apps import list as app_list
from cards.apps.audit_tags import APP_CHOSEN
from cards.releases import status as release_status
from cards.uploads import sets as upload_sets
from kit.jobs.define import NOW, job
from kit.slack.replies import reply
from kit.wiring import Kit
from records import channels
from records.app_cache import KnownVersion
from records.channels import ChannelApp
from records.invocations import Invocation
from tasks import audit_log, failures, resolve


@job(NOW, on_failure=failures.report_failure)
def list_apps(kit: Kit, invocation: Invocation) -> None:
    """The account's apps, and which one this channel works on."""
    chosen = channels.app_of(kit.redis, invocation.channel)
    found = apple_apps.all_apps(kit.apple)
    reply(kit, invocation, app_list.listed_apps(found, chosen.app_id if chosen else "", kit.settings.asc_app or ""))


@job(NOW, on_failure=failures.report_failure)
def use_app(kit: Kit, invocation: Invocation, named: str) -> None:
    """Set the channel's app, if there is one of that name."""
    app = resolve.resolve_app(kit, kit.apple, named, invocation.channel, fresh=True)
    before = channels.app_of(kit.redis, invocation.channel)
    audit_log.record(
        kit,
        APP_CHOSEN,
        invocation,
        idempotency_key=invocation.id,
        app=app.bundle_id,
        old=before.bundle_id if before is not None else "",
        new=app.bundle_id,
    )
    channels.use(
        kit.redis,
        invocation.channel,
        ChannelApp(app_id=app.id, bundle_id=app.bundle_id, name=app.name, chosen_by=invocation.user),
    )
    reply(kit, invocation, app_list.using(app, invocation.user))


@job(NOW, on_failure=failures.report_failure)
def show_status(kit: Kit, invocation: Invocation) -> None:
    """Versions and their states, phased release, and what is left of the hourly allowance."""
    app = resolve.resolve_app(kit, kit.apple, invocation.app, invocation.channel, fresh=True)
    phased = {
        version.id: found
        for version in app.versions[:12]
        if version.state in LIVE and (found := versions.phased_release(kit.apple, version.id)) is not None
    }
    reply(kit, invocation, release_status.status(app, phased, kit.apple.budget.allowance()))


@job(NOW, on_failure=failures.report_failure)
def show_screenshots(kit: Kit, invocation: Invocation) -> None:
    """What each screenshot set holds now, of one version of every platform."""
    app = resolve.resolve_app(kit, kit.apple, invocation.app, invocation.channel)
    wanted = (invocation.options or {}).get("locale")
    for version in _versions(app.versions, invocation.version) or resolve.editable_versions(app, invocation.version):
        locales = resolve.locales_of(kit, kit.apple, version.id, fresh=True)
        shown = {
            locale: screenshots.sets_of(kit.apple, known.id)
            for locale, known in locales.items()
            if wanted in {None, locale} and known.sets != {}
        }
        reply(kit, invocation, upload_sets.sets(app, version, shown, tuple(locales), wanted), part=version.id)


def _versions(known: tuple[KnownVersion, ...], named: str | None) -> list[KnownVersion]:
    """Of each platform the named one, else one that can be changed, else the live one."""
    wanted = [version for version in known if named is None or version.version == named]
    shown = [version for version in wanted if version.state in EDITABLE_FOR_SCREENSHOTS]
    shown += [version for version in wanted if version.state in LIVE]
    shown += wanted if named else []
    return list({version.platform: version for version in reversed(shown)}.values())[::-1]
