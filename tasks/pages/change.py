"""Changes a custom product page: shows or hides it, and sets the deep link of its version in preparation."""

from appstore.errors import Refused
from appstore.pages import pages
from appstore.pages.pages import EDITABLE, CustomPage, PageState, PageVersion
from cards.pages import audit_tags, changes, errors
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.invocations import Invocation
from records.pages.requests import PAGE_REQUESTS, PageRequest
from tasks.dispatch import audit_log
from tasks.pages import find
from tasks.pages.find import AppPages

_YES, _NO = "yes", "no"


def change_visibility(kit: Kit, invocation: Invocation, name: str, *, visible: bool) -> None:
    """Show or hide the page. A restarted job knows what it has changed."""
    known = find.read(kit, invocation, writes=True)
    page = find.named(known.title, name, known.pages)
    request = PAGE_REQUESTS.get(kit.redis, invocation.id)
    if page.visible == visible and request is None:
        reply(kit, invocation, changes.visible_already(known.title, page))
        return
    if invocation.dry_run:
        reply(kit, invocation, changes.would_change_visibility(known.title, page, visible=visible))
        return
    request = request or _begin(kit, invocation, known, page, _YES if page.visible else _NO)
    if page.visible != visible:
        try:
            pages.set_visible(known.apple, page.id, visible=visible)
        except Refused as refused:
            _record(kit, invocation, known, request, visible=visible, answer=refused.code)
            raise UserError(errors.refused(page.name, refused)) from refused
    _record(kit, invocation, known, request, visible=visible)
    before = request.old == _YES
    message = changes.visibility_changed(known.title, page, invocation.user, before=before, visible=visible)
    reply(kit, invocation, message)


def change_link(kit: Kit, invocation: Invocation, name: str, link: str) -> None:
    """Set the deep link, "" for none; creates a version if the newest one is approved."""
    known = find.read(kit, invocation, writes=True)
    page = find.named(known.title, name, known.pages)
    version = page.newest
    if version is None:
        raise UserError(errors.without_version(known.title, page))
    request = PAGE_REQUESTS.get(kit.redis, invocation.id)
    if version.deep_link == link and request is None:
        reply(kit, invocation, changes.link_already(known.title, page, link))
        return
    takes_new = version.state is PageState.APPROVED
    if not takes_new and version.state not in EDITABLE:
        raise UserError(errors.locked(known.title, page, version))
    if invocation.dry_run:
        number = version.number + 1 if takes_new else 0
        message = changes.would_change_link(known.title, page, before=version.deep_link, link=link, new_version=number)
        reply(kit, invocation, message)
        return
    request = request or _begin(kit, invocation, known, page, version.deep_link, version.number)
    try:
        changed = _set_link(known, page, version, link)
    except Refused as refused:
        _record_link(kit, invocation, known, request, link, answer=refused.code)
        raise UserError(errors.refused(page.name, refused)) from refused
    _record_link(kit, invocation, known, request, link)
    is_new = changed.number > request.number
    message = changes.link_changed(
        known.title, page, invocation.user, before=request.old, link=link, version=changed, is_new=is_new
    )
    reply(kit, invocation, message)


def _set_link(known: AppPages, page: CustomPage, version: PageVersion, link: str) -> PageVersion:
    """Set the link unless it is so already, and return the version that has it."""
    if version.state is PageState.APPROVED:
        version = pages.create_version(known.apple, page, link)
    if version.deep_link != link:
        pages.set_link(known.apple, version.id, link)
    return version


def _begin(
    kit: Kit, invocation: Invocation, known: AppPages, page: CustomPage, old: str, number: int = 0
) -> PageRequest:
    request = PageRequest(
        id=invocation.id, app_id=known.app.id, name=page.name, page_id=page.id, old=old, number=number
    )
    PAGE_REQUESTS.put(kit.redis, invocation.id, request)
    return request


def _record(
    kit: Kit, invocation: Invocation, known: AppPages, request: PageRequest, *, visible: bool, answer: str = "ok"
) -> None:
    audit_log.record(
        kit,
        audit_tags.PAGE_VISIBILITY,
        invocation,
        idempotency_key=f"{invocation.id}.{answer}",
        account=known.app.account,
        app=known.app.bundle_id,
        field=changes.field_of_visibility(request.name),
        old=changes.audit_visible(visible=request.old == _YES),
        new=changes.audit_visible(visible=visible),
        answer=answer,
    )


def _record_link(
    kit: Kit, invocation: Invocation, known: AppPages, request: PageRequest, link: str, *, answer: str = "ok"
) -> None:
    audit_log.record(
        kit,
        audit_tags.PAGE_LINK,
        invocation,
        idempotency_key=f"{invocation.id}.{answer}",
        account=known.app.account,
        app=known.app.bundle_id,
        field=changes.field_of_link(request.name),
        old=request.old or changes.NONE,
        new=link or changes.NONE,
        answer=answer,
    )
