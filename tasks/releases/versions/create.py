"""Creates the next version of an app, or offers to rename the one that is in preparation."""

from collections.abc import Sequence
from dataclasses import replace

from appstore import localizations, versions
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.fields import Field, FieldOwner
from appstore.releases import creation, numbers
from appstore.versions import ALLOWS_NEXT, ReleaseType, Version
from cards.releases import audit_tags
from cards.releases import versions as messages
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_client, deferring_clients
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records import text_changes
from records.dispatch import app_cache
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.invocations import Invocation
from records.jobs.handled_messages import mark_refused
from records.releases.new_versions import NEW_VERSIONS, NewVersion
from tasks.dispatch import audit_log, media_backend, resolve
from tasks.releases import platforms
from tasks.releases.versions import touches

_TEXTS = tuple(field for field in Field if field.home is FieldOwner.VERSION)


def new_version(kit: Kit, invocation: Invocation, number: str) -> None:
    """Create the version, or say why not. It is looked for first, so a restarted job creates no second one."""
    app = resolve.resolve_app(kit, deferring_clients(kit), invocation.app, invocation.channel, fresh=True)
    platform = _platform(app, invocation)
    touches.narrow(kit, invocation, app)
    apple = deferring_client(kit, app.account)
    there = versions.of_app(apple, app.id, platform)
    plan, found = NEW_VERSIONS.get(kit.redis, invocation.id), _unreleased(there)
    if plan is not None and found is not None and found.version_string == number:
        _report(kit, invocation, app, apple, found, plan.old)
        return
    released = [version for version in there if version is not found]
    highest = numbers.highest_released(released) or (found.version_string if found is not None else "")
    if fault := numbers.number_fault(number, released):
        several = len(platforms.newest_by_platform(app)) > 1
        named = platform if several else ""
        raise UserError(messages.bad_number(app_title(app), number, fault, highest, named))
    if found is not None:
        _offer(kit, invocation, app, found, number)
        return
    previous = next(iter(there), None)
    old = previous.version_string if previous is not None else ""
    if invocation.dry_run:
        reply(kit, invocation, messages.would_create(app_title(app), platform, number, old))
        return
    record = NewVersion(id=invocation.id, app_id=app.id, platform=platform, number=number, account=app.account, old=old)
    NEW_VERSIONS.add(kit.redis, invocation.id, record)
    try:
        created = creation.create(apple, app.id, platform, number, _release_type(previous))
    except Refused as refused:
        _refused(kit, invocation, app, apple, platform, number, refused)
        return
    _report(kit, invocation, app, apple, created, old)


def _platform(app: KnownApp, invocation: Invocation) -> str:
    """Return the platform: the named one, or the only one, or the only one where Apple would create a version."""
    if invocation.platform is not None:
        return invocation.platform
    newest = platforms.newest_by_platform(app)
    if not newest:
        return "IOS"
    blocked = {version.platform for version in app.versions if version.state not in ALLOWS_NEXT}
    free = [version for version in newest if version.platform not in blocked]
    return platforms.choose(app, invocation, free or newest).platform


def _unreleased(there: Sequence[Version]) -> Version | None:
    return next((version for version in there if version.state not in ALLOWS_NEXT), None)


def _release_type(previous: Version | None) -> ReleaseType:
    """Return that of the version before. Where it had a date, and for a first version, a user releases it."""
    after = previous is not None and previous.release_type == ReleaseType.AFTER_APPROVAL
    return ReleaseType.AFTER_APPROVAL if after else ReleaseType.MANUAL


def _refused(
    kit: Kit, invocation: Invocation, app: KnownApp, apple: AppStore, platform: str, number: str, refused: Refused
) -> None:
    """Someone may have created a version just now; otherwise say what Apple says."""
    found = _unreleased(versions.of_app(apple, app.id, platform)) if refused.conflict else None
    if found is None:
        _record(kit, invocation, app, number, platform, answer=refused.code)
        raise UserError(messages.not_created(app_title(app), number, platform, refused))
    _offer(kit, invocation, app, found, number)


def _offer(kit: Kit, invocation: Invocation, app: KnownApp, found: Version, number: str) -> None:
    if invocation.dry_run:
        reply(kit, invocation, messages.exists(app_title(app), found, number, ""))
        return
    offer = NewVersion(
        id=f"{invocation.id}.rename",
        app_id=app.id,
        platform=found.platform.value,
        number=number,
        account=app.account,
        app_name=app.name,
        bundle_id=app.bundle_id,
        old=found.version_string,
        version_id=found.id,
    )
    NEW_VERSIONS.add(kit.redis, offer.id, offer)
    ts = reply(kit, invocation, messages.exists(app_title(app), found, number, offer.id))
    if ts:
        shown = {"message_channel": invocation.channel, "message_ts": ts}
        NEW_VERSIONS.change(kit.redis, offer.id, lambda newest: replace(newest, **shown))
    mark_refused(kit.redis, invocation.id)


def _report(kit: Kit, invocation: Invocation, app: KnownApp, apple: AppStore, created: Version, old: str) -> None:
    app_cache.forget(kit.redis, created.id, app.account, app.id, app.bundle_id)
    _record(kit, invocation, app, created.version_string, created.platform, old)
    text_changes.check_deferred(kit.redis, kit.clock())
    found = localizations.of_version(apple, created.id)
    texts = {each.locale: [field for field in _TEXTS if getattr(each, field.attribute)] for each in found}
    first = not any(version.platform == created.platform.value for version in app.versions)
    required = [field for field in _TEXTS if not (first and field is Field.WHATS_NEW) and field is not Field.PROMO]
    required = [field for field in required if field is not Field.MARKETING_URL]
    empty = {locale: [field for field in required if field not in there] for locale, there in texts.items()}
    sets = [each.sets for each in found]
    # What Apple copies in the library is not counted: it would take a call for each language.
    unknown = None in sets or media_backend.reads_library(kit, apple, app)
    screenshots = None if unknown else sum(len(each or ()) for each in sets)
    reply(kit, invocation, messages.created(app_title(app), created, old, invocation.user, texts, empty, screenshots))


def _record(
    kit: Kit, invocation: Invocation, app: KnownApp, number: str, platform: str, old: str = "", answer: str = "ok"
) -> None:
    audit_log.record(
        kit,
        audit_tags.VERSION_CREATED,
        invocation,
        idempotency_key=f"{invocation.id}.{answer}",
        account=app.account,
        app=app.bundle_id,
        platform=platform,
        version=number,
        new=f"{number}, a copy of {old}" if old else number,
        answer=answer,
    )


def show_versions(kit: Kit, invocation: Invocation) -> None:
    """Show the newest version of each platform."""
    app = resolve.resolve_app(kit, deferring_clients(kit), invocation.app, invocation.channel, fresh=True)
    newest: list[KnownVersion] = platforms.newest_by_platform(app)
    reply(kit, invocation, messages.shown(app, invocation.id, newest))
