"""Reads the pages of the app that a request is about, and finds the one that it names."""

from collections.abc import Sequence
from dataclasses import dataclass

from appstore.client import AppStore
from appstore.pages import names, pages
from appstore.pages.pages import CustomPage
from cards.pages import errors
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_clients
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from tasks.dispatch import resolve
from tasks.pages import touches


@dataclass(frozen=True, kw_only=True)
class AppPages:
    """An app with its pages and the client of its account."""

    app: KnownApp
    apple: AppStore
    pages: tuple[CustomPage, ...]

    @property
    def title(self) -> str:
        """The name of the app, as messages show it."""
        return app_title(self.app)


def read(kit: Kit, invocation: Invocation, *, writes: bool = False, fresh: bool = False) -> AppPages:
    """Read the pages: one call, and one for the app unless it is cached. Raises UserError if there is no such app."""
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel, fresh=fresh)
    touches.narrow(kit, app, writes=writes and not invocation.dry_run)
    apple = clients(app.account)
    return AppPages(app=app, apple=apple, pages=pages.of_app(apple, app.id))


def named(title: str, name: str, known: Sequence[CustomPage], *, in_option: bool = False) -> CustomPage:
    """Return the page of this name. Raises UserError, with the names that are near, for none or several.

    `in_option`: only the first word of a name counts, unless it is in quotation marks.
    """
    found = names.same(name, known)
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(errors.several_pages(title, name, found))
    raise UserError(errors.no_such_page(title, name, names.near(name, known), known, in_option=in_option))
