"""The jobs of the commands `pages` and `page`."""

from appstore.pages import localizations
from cards.pages import messages
from kit.jobs.define import NOW, job
from kit.slack.files import post_file
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import destinations, failures, media_backend
from tasks.pages import change, create, destination, find, offers, texts, touches
from tasks.texts import owners

VISIBLE, HIDDEN = "visible", "hidden"

destinations.register("page", destination.find_page, destination.require_clear)
owners.register("page", texts.PAGE_TEXTS)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.read)
def show_pages(kit: Kit, invocation: Invocation) -> None:
    """List the pages of the app: one call, and one for each page."""
    known = find.read(kit, invocation)
    if not known.pages:
        reply(kit, invocation, messages.none(known.title))
        return
    pages = sorted(known.pages, key=lambda page: page.name.casefold())
    locales = localizations.locales_of(known.apple, [page.newest.id for page in pages if page.newest is not None])
    long = len(pages) > messages.MOST_SHOWN
    note = messages.FILE_IN_PRIVATE if invocation.is_private else messages.FILE_FOLLOWS
    reply(kit, invocation, messages.overview(known.title, pages, locales, file=note if long else ""))
    if long:
        post_file(
            kit,
            f"{known.app.bundle_id}-pages.csv",
            messages.table(pages, locales),
            channel="" if invocation.is_private else invocation.channel,
            user=invocation.user,
            idempotency_key=f"{invocation.id}.pages",
            thread_ts=invocation.thread_ts,
            says=messages.file_says(known.title),
        )


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.read)
def show_page(kit: Kit, invocation: Invocation, name: str) -> None:
    """Show a page and its newest version: two calls, and one for each language with screenshots."""
    known = find.read(kit, invocation)
    page = find.named(known.title, name, known.pages)
    found = () if page.newest is None else localizations.of_version(known.apple, page.newest.id)
    in_library = bool(found) and media_backend.reads_library(kit, known.apple, known.app)
    counts = localizations.counted(known.apple, found, in_library=in_library)
    reply(kit, invocation, messages.detail(known.title, page, found, counts))


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.change)
def create_page(kit: Kit, invocation: Invocation, name: str, source: str) -> None:
    """Create a page, from the page `source` or from the live version of the app."""
    create.create_page(kit, invocation, name, source)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.change)
def change_visibility(kit: Kit, invocation: Invocation, name: str, wanted: str) -> None:
    """Show or hide a page."""
    change.change_visibility(kit, invocation, name, visible=wanted == VISIBLE)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.change)
def change_link(kit: Kit, invocation: Invocation, name: str, link: str) -> None:
    """Set the deep link of a page."""
    change.change_link(kit, invocation, name, link)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.read)
def offer_submission(kit: Kit, invocation: Invocation, name: str) -> None:
    """Show what would be submitted of a page, and a button that submits it."""
    offers.offer_submission(kit, invocation, name)
