"""Changes how a version is released, once, also when the worker dies on the way; and takes the change back."""

from collections.abc import Callable
from dataclasses import dataclass

from appstore.client import AppStore
from appstore.errors import Refused
from appstore.releases import phased, phased_rules
from appstore.releases.release_requests import ReleasePlan, set_plan
from appstore.versions import AppVersionState, PhasedReleaseState, ReleaseType, find, phased_release
from cards.releases import audit_tags
from cards.releases import rollout as messages
from kit.jobs.defer import deferring_client
from kit.jobs.runner import INTERRUPTIONS
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.invocations import Invocation
from records.jobs.handled_messages import mark_refused
from records.releases.setting_changes import SETTING_CHANGES, SettingChange, claim_undo, unclaim_undo
from tasks.dispatch.audit_log import record

RELEASE, PHASED = "release", "phased"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What can be set of a version. `look` returns its value now, as a code; `put` sets another one at Apple."""

    look: Callable[[AppStore, str, str], str]
    put: Callable[[AppStore, str, str, str], None]
    changed_tag: str
    undone_tag: str


def release_plan(apple: AppStore, app_id: str, version_id: str) -> str:
    """Return how a version will be released, as a code. Raises UserError if it no longer exists."""
    version = find(apple, app_id, version_id)
    if version is None:
        raise UserError(messages.gone())
    return ReleasePlan.of(version).code


def _set_plan(apple: AppStore, app_id: str, version_id: str, value: str) -> None:
    set_plan(apple, app_id, version_id, ReleasePlan.read(value))


def _phase(apple: AppStore, _app_id: str, version_id: str) -> str:
    return phased_rules.state_of(phased_release(apple, version_id))


def _set_phase(apple: AppStore, _app_id: str, version_id: str, value: str) -> None:
    release = phased_release(apple, version_id)
    if release is None:
        phased.create(apple, version_id)
    elif value == phased_rules.NONE:
        phased.delete(apple, release.id)
    else:
        phased.set_state(apple, version_id, release.id, PhasedReleaseState(value))


SETTINGS = {
    RELEASE: Setting(
        look=release_plan,
        put=_set_plan,
        changed_tag=audit_tags.RELEASE_TYPE_CHANGED,
        undone_tag=audit_tags.RELEASE_TYPE_RESTORED,
    ),
    PHASED: Setting(
        look=_phase, put=_set_phase, changed_tag=audit_tags.PHASED_CHANGED, undone_tag=audit_tags.PHASED_RESTORED
    ),
}


def change_setting(
    kit: Kit, invocation: Invocation, name: str, app: KnownApp, version: KnownVersion, now: str, new: str
) -> None:
    """Set a value in place of the one that it has `now`, and reply with the result and Undo.

    The change is stored before it is made, so that a worker that takes over knows what was there before.
    """
    setting, apple = SETTINGS[name], deferring_client(kit, app.account)
    change = SETTING_CHANGES.get(kit.redis, invocation.id)
    if change is None:
        change = SettingChange(
            id=invocation.id,
            setting=name,
            user=invocation.user,
            channel=invocation.channel,
            app_id=app.id,
            app_name=app.name,
            account=app.account,
            version_id=version.id,
            version=version.version,
            platform=version.platform,
            old=now,
            new=new,
            zone=(invocation.options or {}).get("zone", ""),
            created_at=kit.clock(),
        )
        if now == new or invocation.dry_run:
            reply(kit, invocation, messages.already(change) if now == new else messages.dry_run(change))
            mark_refused(kit.redis, invocation.id)
            return
        SETTING_CHANGES.add(kit.redis, change.id, change)
    try:
        if now != change.new:
            setting.put(apple, app.id, version.id, change.new)
    except Refused as refused:
        _record(kit, setting.changed_tag, change, invocation, change.old, change.new, answer=refused.code)
        raise UserError(messages.refused(change, refused)) from refused
    _record(kit, setting.changed_tag, change, invocation, change.old, change.new)
    reply(kit, invocation, messages.changed(change))


def undo(kit: Kit, invocation: Invocation, change_id: str) -> None:
    """Restore the old value, unless it was changed again meanwhile. Of several presses the first counts."""
    known = SETTING_CHANGES.get(kit.redis, change_id)
    if known is not None:
        kit.check(known.account)
    change = claim_undo(kit.redis, change_id, invocation.id, invocation.user, kit.clock())
    if change is None:
        raise UserError(messages.undone_already(SETTING_CHANGES.get(kit.redis, change_id)))
    setting = SETTINGS[change.setting]
    try:
        _restore(setting, deferring_client(kit, change.account), change, kit.clock())
    except INTERRUPTIONS:
        raise
    except Refused as refused:
        unclaim_undo(kit.redis, change.id)
        raise UserError(messages.refused(change, refused)) from refused
    except Exception:
        unclaim_undo(kit.redis, change.id)
        raise
    _record(kit, setting.undone_tag, change, invocation, change.new, change.old)
    message = messages.undone(change)
    if not kit.slack.respond(invocation.response_url, message, replace=True):
        reply(kit, invocation, message)


def _restore(setting: Setting, apple: AppStore, change: SettingChange, clock: float) -> None:
    now = setting.look(apple, change.app_id, change.version_id)
    if now not in {change.old, change.new}:
        raise UserError(messages.changed_meanwhile(change, now))
    if now != change.old:
        if change.setting == RELEASE and _would_release(apple, change, clock):
            raise UserError(messages.would_release(change))
        setting.put(apple, change.app_id, change.version_id, change.old)


def _would_release(apple: AppStore, change: SettingChange, clock: float) -> bool:
    """Return whether the old plan would release the version at once, which was approved since."""
    version, plan = find(apple, change.app_id, change.version_id), ReleasePlan.read(change.old)
    is_approved = version is not None and version.state is AppVersionState.PENDING_DEVELOPER_RELEASE
    return is_approved and plan.type is not ReleaseType.MANUAL and plan.at <= clock


def _record(
    kit: Kit, tag: str, change: SettingChange, invocation: Invocation, old: str, new: str, answer: str = "ok"
) -> None:
    record(
        kit,
        tag,
        invocation,
        idempotency_key=f"{invocation.id}.{answer}",
        app=change.app_id,
        account=change.account,
        platform=change.platform,
        version=change.version,
        field=messages.setting_name(change.setting),
        old=messages.value_words(change.setting, old),
        new=messages.value_words(change.setting, new),
        answer=answer,
    )
