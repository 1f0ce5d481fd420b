"""The jobs of the command `price`, and of the button that undoes a change."""

from appstore.catalog import pacific
from appstore.prices import availability, schedule
from cards.prices import messages, where
from cards.prices.overview import PriceOverview
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_clients
from kit.jobs.define import NOW, job, read_app
from kit.slack.files import post_file
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import failures, resolve
from tasks.dispatch.decisions import undoing
from tasks.dispatch.decisions.jobs import report_failure
from tasks.prices import change
from tasks.prices.decisions import RESTORE_PRICE, is_undoable, restoring


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def show_price(kit: Kit, invocation: Invocation) -> None:
    """Show what the app costs today and later."""
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    apple, title, chosen = clients(app.account), app_title(app), _chosen(invocation)
    found = schedule.read(apple, app.id)
    if not found.is_priced:
        reply(kit, invocation, messages.never_priced(title, found.base_territory))
        return
    automatic = schedule.automatic(apple, app.id, chosen)
    overview = PriceOverview(found, automatic, pacific.today(kit.clock()), chosen)
    long = len(overview.shown) > messages.MOST_TERRITORIES
    reply(kit, invocation, messages.prices(title, overview, file=_file_note(invocation) if long else ""))
    if long:
        name = f"{app.bundle_id}-prices-{overview.today}.csv"
        _post(kit, invocation, name, messages.table(overview), messages.file_says(title))


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def show_where(kit: Kit, invocation: Invocation) -> None:
    """List where the app is sold and where not."""
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    title, chosen = app_title(app), _chosen(invocation)
    found = availability.read(clients(app.account), app.id)
    if found is None:
        reply(kit, invocation, where.never_chosen(title))
        return
    long = len(where.shown(found, chosen)) > where.MOST_TERRITORIES
    reply(kit, invocation, where.where(title, found, chosen, file=_file_note(invocation) if long else ""))
    if long:
        name = f"{app.bundle_id}-territories-{pacific.today(kit.clock())}.csv"
        _post(kit, invocation, name, where.table(found, chosen), where.file_says(title))


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def offer_price(kit: Kit, invocation: Invocation, typed: str) -> None:
    """Offer to set a price, or to adjust it by percent."""
    change.offer_change(kit, invocation, typed)


@job(NOW, on_failure=report_failure, ordered_by="target_id")
def undo_price(kit: Kit, invocation: Invocation, change_id: str, target_id: str) -> None:  # noqa: ARG001 - what the order is by
    """Restore the prices before a change."""
    undoing.undo(kit, invocation, change_id, RESTORE_PRICE, restoring, is_undoable=is_undoable)


def _chosen(invocation: Invocation) -> tuple[str, ...]:
    return tuple(filter(None, (invocation.options or {}).get("territory", "").split(",")))


def _file_note(invocation: Invocation) -> str:
    return messages.FILE_IN_PRIVATE if invocation.is_private else messages.FILE_FOLLOWS


def _post(kit: Kit, invocation: Invocation, name: str, content: bytes, says: str) -> None:
    post_file(
        kit,
        name,
        content,
        channel="" if invocation.is_private else invocation.channel,
        user=invocation.user,
        idempotency_key=f"{invocation.id}.prices",
        thread_ts=invocation.thread_ts,
        says=says,
    )
