"""Creates a custom product page once, from the live version of the app or from another page."""

from collections.abc import Sequence
from dataclasses import dataclass

from appstore import localizations as app_localizations
from appstore.errors import Refused
from appstore.pages import localizations, names, pages
from appstore.pages.pages import MOST_PAGES, CustomPage
from appstore.versions import LIVE, AppVersionState, Platform
from cards.pages import audit_tags, changes, errors
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.dispatch.app_cache import KnownVersion
from records.invocations import Invocation
from records.pages.requests import PAGE_REQUESTS, PageRequest
from tasks.dispatch import audit_log, media_backend
from tasks.pages import find
from tasks.pages.find import AppPages

_LIVE = LIVE | {AppVersionState.PREORDER_READY_FOR_SALE}
# A page may go to review beside a version that is on its way.
_SUBMITTED = frozenset(
    {
        AppVersionState.WAITING_FOR_REVIEW,
        AppVersionState.IN_REVIEW,
        AppVersionState.ACCEPTED,
        AppVersionState.WAITING_FOR_EXPORT_COMPLIANCE,
        AppVersionState.PENDING_DEVELOPER_RELEASE,
        AppVersionState.PENDING_APPLE_RELEASE,
    }
)


@dataclass(frozen=True, kw_only=True)
class _Template:
    """What is copied: a version of the app or a page, under its name, and the promotional texts by locale."""

    name: str
    texts: dict[str, str]
    version_id: str = ""
    page_id: str = ""

    @property
    def words(self) -> str:
        return changes.copied_from(self.name, is_page=bool(self.page_id))


def create_page(kit: Kit, invocation: Invocation, name: str, source: str) -> None:
    """Create the page, or say why not. It is looked for first, so a restarted job creates no second one."""
    known = find.read(kit, invocation, writes=True, fresh=True)
    mine = next((page for page in known.pages if page.name == name), None)
    if mine is not None and PAGE_REQUESTS.get(kit.redis, invocation.id) is not None:
        _report(kit, invocation, known, name, mine.id, _template(known, name, source))
        return
    _require_room(known, name)
    template = _template(known, name, source)
    if invocation.dry_run:
        reply(kit, invocation, changes.would_create(known.title, name, template.words, tuple(template.texts)))
        return
    PAGE_REQUESTS.put(kit.redis, invocation.id, PageRequest(id=invocation.id, app_id=known.app.id, name=name))
    try:
        page_id = pages.create(
            known.apple, known.app.id, name, template.texts, version_id=template.version_id, page_id=template.page_id
        )
    except Refused as refused:
        _record(kit, invocation, known, name, answer=refused.code)
        raise UserError(errors.refused(name, refused)) from refused
    _report(kit, invocation, known, name, page_id, template)


def _require_room(known: AppPages, name: str) -> None:
    """Raise UserError for a name that is used, a full app, and one that is not on its way to the store."""
    if used := names.same(name, known.pages):
        raise UserError(errors.name_used(known.title, used[0]))
    if len(known.pages) >= MOST_PAGES:
        raise UserError(errors.too_many(known.title))
    require_version(known)


def require_version(known: AppPages) -> KnownVersion:
    """Return the version that is live, otherwise one that is being submitted. Raises UserError if there is none.

    Pages are for iPhone and iPad alone.
    """
    ours = [version for version in known.app.versions if version.platform == Platform.IOS]
    live = next((version for version in ours if version.state in _LIVE), None)
    found = live or next((version for version in ours if version.state in _SUBMITTED), None)
    if found is None:
        raise UserError(errors.no_version(known.title, [(version.version, version.state) for version in ours[:1]]))
    return found


def _template(known: AppPages, name: str, source: str) -> _Template:
    if source:
        others = [page for page in known.pages if page.name != name]
        template = _of_page(known, _source(known, name, source, others))
    else:
        template = _of_version(known)
    if not template.texts:
        raise UserError(errors.no_languages(template.name))
    return template


def _source(known: AppPages, name: str, source: str, others: Sequence[CustomPage]) -> CustomPage:
    """Return the page after `--from`. Raises UserError if its other words were taken for the name of the new one."""
    words = name.split()
    longer = {names.folded(" ".join((source, *words[-count:]))) for count in range(1, len(words))}
    meant = next((page for page in others if names.folded(page.name) in longer), None)
    if meant is not None:
        raise UserError(errors.quote_template(source, meant))
    return find.named(known.title, source, others)


def _of_page(known: AppPages, page: CustomPage) -> _Template:
    if page.newest is None:
        raise UserError(errors.without_version(known.title, page))
    found = localizations.of_version(known.apple, page.newest.id)
    return _Template(name=page.name, texts={each.locale: each.text for each in found}, page_id=page.id)


def _of_version(known: AppPages) -> _Template:
    version = require_version(known)
    found = app_localizations.of_version(known.apple, version.id)
    texts = {each.locale: each.promotional_text for each in found}
    return _Template(name=version.version, texts=texts, version_id=version.id)


def _report(kit: Kit, invocation: Invocation, known: AppPages, name: str, page_id: str, template: _Template) -> None:
    """Record the page, and show what it has: two calls."""
    _record(kit, invocation, known, name)
    listed = next((page for page in pages.of_app(known.apple, known.app.id) if page.id == page_id), None)
    page = listed or CustomPage(id=page_id, name=name, url="", visible=True)
    found = () if page.newest is None else localizations.of_version(known.apple, page.newest.id)
    types = [each.display_types for each in found]
    unknown = None in types or media_backend.reads_library(kit, known.apple, known.app)
    sets = None if unknown else sum(len(each or ()) for each in types)
    texts = sum(bool(each.text) for each in found)
    locales = tuple(each.locale for each in found)
    message = changes.created(known.title, page, invocation.user, template.words, locales, texts, sets)
    reply(kit, invocation, message)


def _record(kit: Kit, invocation: Invocation, known: AppPages, name: str, *, answer: str = "ok") -> None:
    audit_log.record(
        kit,
        audit_tags.PAGE_CREATED,
        invocation,
        idempotency_key=f"{invocation.id}.{answer}",
        account=known.app.account,
        app=known.app.bundle_id,
        new=name,
        answer=answer,
    )
