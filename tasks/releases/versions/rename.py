"""Gives the version in preparation another number, after a press of the button that offered it."""

from appstore import versions
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.releases import builds, creation
from appstore.versions import EDITABLE
from cards.releases import audit_tags, build_changes
from cards.releases import versions as messages
from kit.jobs.defer import deferring_client
from kit.jobs.runner import INTERRUPTIONS
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import app_cache
from records.invocations import Invocation
from records.messages import Message
from records.releases import new_versions
from records.releases.new_versions import NEW_VERSIONS, NewVersion
from tasks.dispatch import audit_log
from tasks.releases.versions.show import replace_question


def rename(kit: Kit, press: Invocation, offer_id: str) -> None:
    """Rename the version of an offer, if it is still as the offer showed it. The first press counts."""
    offer = new_versions.claim(kit.redis, offer_id, press.id, press.user)
    if offer is None:
        raise UserError(messages.decided_by_another(NEW_VERSIONS.get(kit.redis, offer_id)))
    try:
        message = _rename(kit, press, offer)
    except INTERRUPTIONS:
        raise
    except Exception:
        new_versions.unclaim(kit.redis, offer_id)
        raise
    replace_question(kit, press, offer.message_channel, offer.message_ts, message)


def _rename(kit: Kit, press: Invocation, offer: NewVersion) -> Message:
    apple = deferring_client(kit, offer.account)
    version = versions.find(apple, offer.app_id, offer.version_id)
    # A restarted job may have renamed it already.
    if version is None or version.version_string not in {offer.old, offer.number}:
        return messages.rename_overtaken(offer, version)
    if version.version_string == offer.old:
        if version.state not in EDITABLE:
            return messages.rename_overtaken(offer, version)
        try:
            creation.rename(apple, version.id, offer.number)
        except Refused as refused:
            _record(kit, press, offer, offer.old, answer=refused.code)
            return messages.rename_refused(offer, _why(apple, offer, refused))
    app_cache.forget(kit.redis, version.id, offer.account, offer.app_id, offer.bundle_id)
    _record(kit, press, offer, offer.number)
    build = builds.attached(apple, version.id)
    return messages.renamed(offer, kit.clock(), has_build=build.number if build is not None else "")


def _why(apple: AppStore, offer: NewVersion, refused: Refused) -> str:
    """Return why Apple refused the number, in mrkdwn: the version may have been locked just now."""
    version = versions.find(apple, offer.app_id, offer.version_id)
    if version is not None and version.state not in EDITABLE:
        return build_changes.locked(version.state)
    return messages.number_refused(refused)


def _record(kit: Kit, press: Invocation, offer: NewVersion, number: str, answer: str = "ok") -> None:
    audit_log.record(
        kit,
        audit_tags.VERSION_RENAMED,
        press,
        idempotency_key=f"{press.id}.{answer}",
        account=offer.account,
        app=offer.bundle_id,
        platform=offer.platform,
        version=number,
        old=offer.old,
        new=offer.number,
        answer=answer,
    )
