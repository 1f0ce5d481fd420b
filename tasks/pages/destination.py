"""Uploads fill the sets of a page's version in preparation; one is created where the newest version is approved."""

from functools import partial

from appstore.client import AppStore
from appstore.media.slots import SlotKind
from appstore.pages import localizations, names, pages
from appstore.pages.localizations import PageLocalization
from appstore.pages.pages import EDITABLE, PageState
from appstore.versions import AppVersionState, Platform
from cards.pages import errors, wording
from cards.wording.accounts import app_title
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp, KnownLocale, KnownVersion
from tasks.dispatch.destinations import Destination, Use
from tasks.pages import find


def find_page(_kit: Kit, apple: AppStore, app: KnownApp, name: str, use: Use) -> Destination:
    """Return the newest version of the page with this name. Raises UserError unless it can be used so."""
    title = app_title(app)
    page = find.named(title, name, pages.of_app(apple, app.id), in_option=True)
    version = page.newest
    if version is None:
        raise UserError(errors.without_version(title, page))
    state = version.state.value
    if use is not Use.SHOW:
        if version.state is PageState.APPROVED and use is Use.FILL:
            version = pages.create_version(apple, page, version.deep_link)
        elif version.state not in EDITABLE | {PageState.APPROVED}:
            raise UserError(errors.locked(title, page, version))
        state = AppVersionState.PREPARE_FOR_SUBMISSION.value
    return Destination(
        version=KnownVersion(id=version.id, version=wording.as_version(page), platform=Platform.IOS.value, state=state),
        locales={each.locale: _known(each) for each in localizations.of_version(apple, version.id)},
        kind=SlotKind.PAGE_SCREENSHOTS,
        add_language=partial(_add, apple, version.id),
    )


def require_clear(apple: AppStore, app: KnownApp, name: str, following: str) -> None:
    """Raise UserError if there is a page of this name, and one whose name goes on with the words that follow."""
    known = pages.of_app(apple, app.id)
    shorter, longer = names.same(name, known), names.longer(name, following, known)
    if shorter and longer is not None:
        raise UserError(errors.which_name(app_title(app), shorter[0], longer))


def _add(apple: AppStore, version_id: str, locale: str) -> KnownLocale:
    return _known(localizations.create(apple, version_id, locale))


def _known(localization: PageLocalization) -> KnownLocale:
    types = localization.display_types
    # Their ids are read with their content.
    return KnownLocale(
        id=localization.id, locale=localization.locale, sets=None if types is None else dict.fromkeys(types, "")
    )
