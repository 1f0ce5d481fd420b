"""Attaches a build to the version in preparation, and takes it back."""

from collections.abc import Sequence
from dataclasses import replace

from appstore import versions
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.releases import builds, numbers
from appstore.releases.builds import Build, Misfit
from appstore.versions import EDITABLE, EVER_LIVE
from cards.releases import audit_tags, build_changes
from cards.releases import builds as messages
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_client, deferring_clients
from kit.jobs.runner import INTERRUPTIONS
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.invocations import Invocation
from records.messages import Message
from records.releases import build_changes as records
from records.releases.build_changes import BUILD_CHANGES, BuildChange
from tasks.dispatch import audit_log, resolve
from tasks.releases import platforms
from tasks.releases.versions import touches
from tasks.releases.versions.encryption import with_encryption
from tasks.releases.versions.show import replace_question


def attach(kit: Kit, invocation: Invocation, number: str) -> None:
    """Attach the build, then ask about its encryption if Apple does not know it."""
    change = BUILD_CHANGES.get(kit.redis, invocation.id)
    if change is not None and change.last_message is not None:
        return
    app = resolve.resolve_app(kit, deferring_clients(kit), invocation.app, invocation.channel, fresh=True)
    apple = deferring_client(kit, app.account)
    found = builds.of_app(apple, app.id, number=number)
    if not found:
        raise UserError(messages.no_such_build(app_title(app), number, builds.of_app(apple, app.id)))
    version = _version(app, invocation, found)
    touches.narrow(kit, invocation, app)
    build = _fitting(app, version, found)
    current = builds.attached(apple, version.id)
    if invocation.dry_run:
        old = current.number if current is not None and current.id != build.id else ""
        text = build_changes.would_attach(app_title(app), version.version, version.platform, number, old)
        reply(kit, invocation, text)
        return
    change = change or _plan(kit, invocation, app, version, build, current)
    if current is None or current.id != build.id:
        _attach(kit, invocation, apple, change, version)
    if change.old_id != change.new_id:
        _record(kit, change, invocation, audit_tags.BUILD_ATTACHED)
    change, declarations = with_encryption(kit, apple, change, build)
    message = build_changes.result(change, declarations)
    ts = reply(kit, invocation, message)
    channel = invocation.channel if ts else ""
    records.change(kit.redis, change.id, last_message=message, message_channel=channel, message_ts=ts)


def _version(app: KnownApp, invocation: Invocation, found: Sequence[Build]) -> KnownVersion:
    """Return the version in preparation; of several platforms the only one that the build is for."""
    prepared = platforms.in_preparation(app, invocation.version)
    fitting = [
        version for version in prepared if any(not build.misfits(version.version, version.platform) for build in found)
    ]
    return platforms.choose(app, invocation, fitting if len(fitting) == 1 and not invocation.platform else prepared)


def _fitting(app: KnownApp, version: KnownVersion, found: Sequence[Build]) -> Build:
    """Return the build that fits, of those with its number. Raises UserError with the reasons why none does."""
    ranked = sorted(found, key=lambda build: len(build.misfits(version.version, version.platform)))
    misfits = ranked[0].misfits(version.version, version.platform)
    if misfits:
        may_rename = misfits == (Misfit.OTHER_VERSION,) and _is_free(app, version, ranked[0].version)
        raise UserError(messages.does_not_fit(app_title(app), version, ranked[0], misfits, may_rename=may_rename))
    return ranked[0]


def _is_free(app: KnownApp, version: KnownVersion, number: str) -> bool:
    """Return whether the version can get this number, which is then higher than every one on the store."""
    others = [other for other in app.versions if other.platform == version.platform and other.id != version.id]
    released = [numbers.parts(other.version) for other in others if other.state in EVER_LIVE]
    return number not in {other.version for other in others} and numbers.parts(number) > max(released, default=())


def _plan(
    kit: Kit, invocation: Invocation, app: KnownApp, version: KnownVersion, build: Build, current: Build | None
) -> BuildChange:
    change = BuildChange(
        id=invocation.id,
        user=invocation.user,
        channel=invocation.channel,
        thread_ts=invocation.thread_ts,
        account=app.account,
        app_id=app.id,
        app_name=app.name,
        bundle_id=app.bundle_id,
        version_id=version.id,
        version=version.version,
        platform=version.platform,
        new_id=build.id,
        new_number=build.number,
        old_id=current.id if current is not None else "",
        old_number=current.number if current is not None else "",
        created_at=kit.clock(),
    )
    BUILD_CHANGES.add(kit.redis, change.id, change)
    return change


def _attach(kit: Kit, invocation: Invocation, apple: AppStore, change: BuildChange, version: KnownVersion) -> None:
    """Attach the build; if Apple refuses it, look whether the build has changed since it was read."""
    try:
        builds.attach(apple, version.id, change.new_id)
    except Refused as refused:
        now = builds.get(apple, change.new_id)
        _record(kit, change, invocation, audit_tags.BUILD_ATTACHED, answer=refused.code)
        if misfits := now.misfits(version.version, version.platform):
            raise UserError(messages.does_not_fit(change.app_name, version, now, misfits)) from refused
        raise UserError(build_changes.refused(change, _why(apple, change, refused))) from refused


def _why(apple: AppStore, change: BuildChange, refused: Refused) -> str:
    """Return why Apple refused a build, in mrkdwn: the version's state, which its error does not name, or what fits."""
    version = versions.find(apple, change.app_id, change.version_id)
    if version is not None and version.state not in EDITABLE:
        return build_changes.locked(version.state)
    return build_changes.not_accepted(refused.detail)


def restore(kit: Kit, press: Invocation, change_id: str) -> None:
    """Attach what was attached before, unless the build was changed since. The first press counts."""
    change = records.claim_undo(kit.redis, change_id, press.id, press.user, kit.clock())
    if change is None:
        other = BUILD_CHANGES.get(kit.redis, change_id)
        raise UserError(build_changes.decided_by_another(other.undone_by if other is not None else ""))
    try:
        message = _restore(kit, press, change)
    except INTERRUPTIONS:
        raise
    except Exception:
        records.change(kit.redis, change_id, undo="", undone_by="")
        raise
    replace_question(kit, press, change.message_channel, change.message_ts, message)


def _restore(kit: Kit, press: Invocation, change: BuildChange) -> Message:
    apple = deferring_client(kit, change.account)
    current = builds.attached(apple, change.version_id)
    attached = current.id if current is not None else ""
    # A restarted job may have restored it already.
    if attached not in {change.new_id, change.old_id}:
        why = build_changes.overtaken(current.number if current is not None else "")
        return build_changes.not_undone(change, why)
    if attached != change.old_id:
        try:
            builds.attach(apple, change.version_id, change.old_id)
        except Refused as refused:
            _record(kit, change, press, audit_tags.BUILD_RESTORED, is_undo=True, answer=refused.code)
            return build_changes.not_undone(change, _why(apple, change, refused))
    _record(kit, change, press, audit_tags.BUILD_RESTORED, is_undo=True)
    return build_changes.result(replace(change, undone_by=press.user))


def _record(
    kit: Kit, change: BuildChange, invocation: Invocation, tag: str, *, is_undo: bool = False, answer: str = "ok"
) -> None:
    old, new = (change.new_number, change.old_number) if is_undo else (change.old_number, change.new_number)
    audit_log.record(
        kit,
        tag,
        invocation,
        idempotency_key=f"{invocation.id}.build.{answer}",
        account=change.account,
        app=change.bundle_id,
        platform=change.platform,
        version=change.version,
        field="build",
        old=old,
        new=new,
        answer=answer,
    )
