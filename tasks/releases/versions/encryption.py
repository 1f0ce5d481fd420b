"""The export compliance of a build: what Apple knows, the answer to its question, and the declaration it needs."""

from appstore.client import AppStore
from appstore.errors import Refused
from appstore.releases import builds, encryption
from appstore.releases.builds import Build
from appstore.releases.encryption import Declaration
from cards.releases import audit_tags
from cards.releases import build_changes as messages
from kit.jobs.defer import deferring_client
from kit.jobs.runner import INTERRUPTIONS
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.invocations import Invocation
from records.releases import build_changes as records
from records.releases.build_changes import BUILD_CHANGES, BuildChange
from tasks.dispatch import audit_log
from tasks.releases.versions.show import replace_question

_WORDS = {None: "", False: messages.NO, True: messages.YES}


def with_encryption(
    kit: Kit, apple: AppStore, change: BuildChange, build: Build
) -> tuple[BuildChange, tuple[Declaration, ...]]:
    """Return the change with what Apple knows, and the app's declarations if the build needs one and has none."""
    declaration = build.declaration
    described = (declaration.description or declaration.id) if declaration is not None else ""
    known = {"encryption": _WORDS[build.encryption], "declaration": described}
    change = records.change(kit.redis, change.id, **known) or change
    needs = change.encryption == messages.YES and not described
    return change, encryption.declarations(apple, change.app_id, change.platform) if needs else ()


def answer(kit: Kit, press: Invocation, change_id: str, stated: str) -> None:
    """Give Apple the answer, which it takes once, and show what follows from it. The first press counts."""
    change = records.claim_answer(kit.redis, change_id, press.id, press.user, kit.clock())
    if change is None:
        other = BUILD_CHANGES.get(kit.redis, change_id)
        raise UserError(messages.decided_by_another(other.answered_by if other is not None else ""))
    try:
        _answer(kit, press, change, stated)
    except INTERRUPTIONS:
        raise
    except Exception:
        records.change(kit.redis, change_id, answer="", answered_by="")
        raise


def _answer(kit: Kit, press: Invocation, change: BuildChange, stated: str) -> None:
    apple = deferring_client(kit, change.account)
    if _is_overtaken(kit, apple, press, change):
        return
    build = builds.get(apple, change.new_id)
    if build.encryption is None:
        try:
            builds.answer_encryption(apple, build.id, uses=stated == messages.YES)
        except Refused as refused:
            # Someone may have answered just now.
            build = builds.get(apple, change.new_id)
            if build.encryption is None:
                raise refused from None
        else:
            build = builds.get(apple, change.new_id)
    if _WORDS[build.encryption] == stated:
        _record(kit, press, change, audit_tags.ENCRYPTION_STATED, "", messages.stated(stated))
    else:
        # Another answer counts, and was not this user's.
        change = records.change(kit.redis, change.id, answered_by="") or change
    change, declarations = with_encryption(kit, apple, change, build)
    approved = [declaration for declaration in declarations if declaration.approved]
    if len(approved) == 1:
        change = _declare(kit, apple, press, change, approved[0])
    _show(kit, press, change, declarations)


def declare(kit: Kit, press: Invocation, change_id: str, declaration_id: str) -> None:
    """Give the build one of the app's approved declarations."""
    change = BUILD_CHANGES.get(kit.redis, change_id)
    if change is None:
        raise UserError(messages.decided_by_another(""))
    apple = deferring_client(kit, change.account)
    if _is_overtaken(kit, apple, press, change):
        return
    declarations = encryption.declarations(apple, change.app_id, change.platform)
    chosen = next((each for each in declarations if each.id == declaration_id and each.approved), None)
    if chosen is not None:
        change = _declare(kit, apple, press, change, chosen)
    _show(kit, press, change, declarations)


def _is_overtaken(kit: Kit, apple: AppStore, press: Invocation, change: BuildChange) -> bool:
    """Return whether the version has another build by now, and say so in place of the question."""
    current = builds.attached(apple, change.version_id)
    if current is not None and current.id == change.new_id:
        return False
    message = messages.not_stated(change, current.number if current is not None else "")
    replace_question(kit, press, change.message_channel, change.message_ts, message)
    return True


def _declare(
    kit: Kit, apple: AppStore, press: Invocation, change: BuildChange, declaration: Declaration
) -> BuildChange:
    builds.declare(apple, change.new_id, declaration.id)
    described = declaration.description or declaration.id
    _record(kit, press, change, audit_tags.DECLARATION_SET, change.declaration, described)
    return records.change(kit.redis, change.id, declaration=described) or change


def _show(kit: Kit, press: Invocation, change: BuildChange, declarations: tuple[Declaration, ...]) -> None:
    message = messages.result(change, declarations)
    replace_question(kit, press, change.message_channel, change.message_ts, message)
    records.change(kit.redis, change.id, last_message=message)


def _record(kit: Kit, press: Invocation, change: BuildChange, tag: str, old: str, new: str) -> None:
    audit_log.record(
        kit,
        tag,
        press,
        idempotency_key=f"{press.id}.{tag}",
        account=change.account,
        app=change.bundle_id,
        platform=change.platform,
        version=change.version,
        field=f"build {change.new_number}",
        old=old,
        new=new,
    )
